import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../src/exit-code.ts';

describe('the exit codes', () => {
  it('are these and no others', () => {
    expect(exitCode).toStrictEqual({
      done: 0,
      notGood: 1,
      budgetHalt: 2,
      unfinished: 3,
      haltedByOperator: 4,
      usage: 64,
      unavailable: 69,
      internal: 70,
      locked: 75,
      interrupted: 130,
    });
  });

  it('are all listed in docs/architecture.md and in the README', () => {
    const design = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');
    const [, list = ''] = /^Exit codes \(pinned by a test\)([\s\S]*?)\n\n/m.exec(design) ?? [];
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const codes = Object.values(exitCode);
    expect(codes.filter((code) => !new RegExp(`(?:: |· |\\n)${code} `).test(list))).toStrictEqual([]);
    expect(codes.filter((code) => !readme.includes(`| \`${code}\` |`))).toStrictEqual([]);
  });
});
