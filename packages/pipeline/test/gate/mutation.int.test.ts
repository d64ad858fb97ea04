import { beforeAll, describe, expect, it } from 'vitest';
import type { GateReport } from '../../src/core/report-schema.ts';
import { checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { doubleCandidate, unitSuite } from './double-candidate.ts';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await prepareToolchain();
});
const check = (parts: Parameters<typeof doubleCandidate>[0], policy: object = {}): Promise<GateReport> =>
  checkCandidateFiles(doubleCandidate(parts), {
    sandbox: createBwrapSandbox(),
    toolchain,
    policy: { suites: ['unit'], coverage: { branches: 0, lines: 0, statements: 0, functions: 0 }, ...policy },
  });
const idsOf = (report: GateReport): readonly string[] => report.findings.map(({ id }) => id);
const plain = 'export function doubleIt(n: number): number {\n  return n * 2;\n}\n';
const bounded =
  'export function doubleIt(n: number): number {\n  if (n > 1000) {\n    return 2000;\n  }\n  return n * 2;\n}\n';
const looping =
  'export function doubleIt(n: number): number {\n  let sum = 0;\n  const size = Math.abs(n);\n  for (let i = 0; i < size; i += 1) {\n    sum += 2;\n  }\n  return n < 0 ? -sum : sum;\n}\n';

describe('mutation', () => {
  it('lets a suite pass that notices every change', async () => {
    const report = await check({ tool: plain });
    expect(report.mutation).toEqual({
      status: 'measured',
      score: 1,
      killed: 2,
      survived: 0,
      equivalent: 0,
      survivors: [],
    });
    expect(report.verdict).toBe('pass');
  });

  it('defers for a weak one and lists each survivor with its place, its change and the missing assertion', async () => {
    const report = await check({ tool: bounded });
    expect(report.verdict).toBe('deferred');
    expect(report.mutation).toMatchObject({ status: 'measured', score: 0.5, killed: 3, survived: 3 });
    const { survivors } = report.mutation.status === 'measured' ? report.mutation : { survivors: [] };
    expect(survivors).toContainEqual({
      file: 'tool.ts',
      line: 2,
      operator: 'boundary',
      original: 'n > 1000',
      replacement: 'n >= 1000',
      missing: 'the case in which n and 1000 are equal',
      reached: true,
    });
    expect(survivors).toContainEqual(
      expect.objectContaining({ original: '2000', replacement: '2001', reached: false }),
    );
    expect(idsOf(report)).toEqual(expect.arrayContaining(['mutation.low', 'mutation.weak-suite', 'mutation.survivor']));
  });

  it('follows the thresholds of the policy', async () => {
    const report = await check({ tool: bounded }, { mutation: { score: 0.4, weak: 0.1 } });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('pass');
  });

  it('counts a change that never ends as noticed, whatever the suite makes of it, without waiting for a clock', async () => {
    const body = [
      'expect(doubleIt(3)).toBe(6);',
      'expect(doubleIt(-3)).toBe(-6);',
      'expect(doubleIt(0)).toBe(0);',
    ].join('\n');
    const report = await check({ tool: looping, unit: unitSuite(body) }, { limits: { callMs: 60_000 } });
    expect(report.mutation).toMatchObject({ status: 'measured' });
    const { survivors } = report.mutation.status === 'measured' ? report.mutation : { survivors: [] };
    expect(survivors.map(({ original }) => original)).not.toContain('i += 1');
  });

  it('counts a promise that never settles as noticed, without waiting for a clock', async () => {
    const tool =
      'export async function doubleIt(n: number): Promise<number> {\n  return await new Promise((resolve) => {\n    resolve(n * 2);\n  });\n}\n';
    const report = await check(
      {
        tool,
        unit: unitSuite('await expect(doubleIt(2)).resolves.toBe(4);\nawait expect(doubleIt(3)).resolves.toBe(6);'),
      },
      { limits: { callMs: 60_000 } },
    );
    expect(report.mutation).toMatchObject({ status: 'measured', score: 1 });
  });

  it('gives nothing to a tool that turns bad once it is loaded often, as beside its mutants', async () => {
    const turning = [
      'const seen = Number as unknown as { loads?: number };',
      'seen.loads = (seen.loads ?? 0) + 1;',
      'export function doubleIt(n: number): number {',
      '  return (seen.loads ?? 0) > 6 ? -1 : n > 5000 ? 10_000 : n * 2;',
      '}',
      '',
    ].join('\n');
    const report = await check({ tool: turning });
    expect(report.mutation.status).toBe('not-run');
    expect(idsOf(report)).toContain('mutation.untrusted');
    expect(report.verdict).toBe('deferred');
  });

  it('does not count a test that fails anyway when it is repeated', async () => {
    const unit = [
      "import { expect, it } from 'vitest';",
      "import { doubleIt } from '../tool.ts';",
      'let rounds = 0;',
      "it('passes once', () => {",
      '  rounds += 1;',
      '  expect(doubleIt(rounds)).toBe(2);',
      '});',
      '',
    ].join('\n');
    const report = await check({ tool: plain, unit });
    expect(report.mutation).toEqual({ status: 'not-run', reason: 'no test passes a second time' });
    expect(idsOf(report)).toContain('mutation.unrepeatable');
    expect(report.canaries.every(({ status }) => status === 'not-run')).toBe(true);
    expect(report.verdict).toBe('deferred');
  });

  it('repeats the hooks around a test, those of the whole suite included', async () => {
    const unit = [
      "import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';",
      "import { doubleIt } from '../tool.ts';",
      'let base = 0;',
      'let offset = 0;',
      "describe('doubleIt', () => {",
      '  beforeAll(() => {',
      '    base = 2;',
      '  });',
      '  afterAll(() => {',
      '    base = 0;',
      '  });',
      '  beforeEach(() => {',
      '    offset = base + 1;',
      '  });',
      "  it('doubles', () => {",
      '    expect(doubleIt(offset)).toBe(6);',
      '  });',
      '});',
      '',
    ].join('\n');
    const report = await check({ tool: plain, unit });
    expect(report.mutation).toMatchObject({ status: 'measured', score: 1 });
  });
});
