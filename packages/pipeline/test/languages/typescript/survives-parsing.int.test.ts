import { beforeAll, describe, expect, it } from 'vitest';
import { checkCandidateFiles } from '../../../src/gate/check-candidate.ts';
import { survivesParsing } from '../../../src/languages/typescript/survives-parsing.ts';
import { prepareToolchain } from '../../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../../bwrap-sandbox.ts';
import { loadFixture } from '../../gate/load-fixture.ts';

const deep = (open: string, close: string, levels = 60_000): string =>
  `export const deep = ${open.repeat(levels)}1${close.repeat(levels)};\n`;

describe('a source', () => {
  it('is read when it is short, or long and flat, or nested as programs are', async () => {
    expect(await survivesParsing(deep('[', ']', 5000))).toBe(true);
    expect(await survivesParsing('export const line = [1, (2), { three: 3 }];\n'.repeat(8000))).toBe(true);
    expect(await survivesParsing(`${'// padding\n'.repeat(2000)}${deep('[', ']', 500)}`)).toBe(true);
  });

  it.each([
    ['lists', '[', ']'],
    ['brackets', '(', ')'],
    ['calls', 'f(', ')'],
    ['functions', '()=>', ''],
    ['templates', '`${', '}`'],
  ])('is told from one whose %s end the process that parses it', async (_what, open, close) => {
    expect(await survivesParsing(deep(open, close))).toBe(false);
  });
});

describe('a candidate that nobody could read', () => {
  let toolchain: Toolchain;
  beforeAll(async () => {
    toolchain = await prepareToolchain();
  });

  it.each([
    ['tool.ts', deep('[', ']')],
    ['tests/unit.test.ts', deep('(', ')')],
    // The parser reads this one; what walks over its tree does not come back.
    ['tool.ts', `export const deep = 1${' + 1'.repeat(60_000)};\n`],
  ])('fails in %s, and the report is complete', async (file, text) => {
    const files = { ...loadFixture('honest'), [file]: text };
    const report = await checkCandidateFiles(files, { sandbox: createBwrapSandbox(), toolchain });
    expect(report.verdict).toBe('fail');
    expect(report.findings).toContainEqual(expect.objectContaining({ id: 'shape.unreadable', file }));
    expect(report.checks.length).toBeGreaterThan(5);
  });
});
