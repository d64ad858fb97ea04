import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const codes = [
  'INVALID_POLICY',
  'INVALID_REQUEST',
  'SOURCE_MISSING',
  'SOURCE_UNREACHABLE',
  'REQUIREMENT_UNMET',
  'SANDBOX_UNAVAILABLE',
];

describe('the error codes', () => {
  it('are exactly these, and the README explains each', () => {
    const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
    expect([...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code)).toEqual(codes);
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const code of codes) expect(readme).toContain(`\`${code}\``);
  });
});
