import { beforeAll, describe, expect, it } from 'vitest';
import type { GateReport } from '../../src/core/report-schema.ts';
import { checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { doubleCandidate } from './double-candidate.ts';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await prepareToolchain();
});
const check = (parts: Parameters<typeof doubleCandidate>[0]): Promise<GateReport> =>
  checkCandidateFiles(doubleCandidate(parts), {
    sandbox: createBwrapSandbox(),
    toolchain,
    policy: 'external',
  });
const tool = (result: string, head = ''): string =>
  `${head}export function doubleIt(n: number): number {\n  return ${result};\n}\n`;
const differing = (report: GateReport): readonly string[] =>
  report.determinism.status === 'measured'
    ? report.determinism.variants.filter(({ status }) => status === 'differs').map(({ name }) => name)
    : [report.determinism.reason];

describe('determinism', () => {
  it('is the same in every variant for a pure tool', async () => {
    const report = await check({ tool: tool('n * 2') });
    expect(report.determinism).toMatchObject({ status: 'measured', calls: 3 });
    expect(differing(report)).toEqual([]);
  });

  it.each([
    ['the time zone', 'timeZone', tool('n * 2 + new Date(0).getHours()'), []],
    ['the locale', 'locale', tool("n * 2 + ((1.5).toLocaleString() === '1.5' ? 0 : 1)"), []],
    ['the clock', 'clock', tool('Date.now() < 1_820_000_000_000 ? n * 2 : 0'), ['clock']],
    ['calls before', 'order', tool('(calls += 1) > 3 ? 0 : n * 2', 'let calls = 0;\n'), []],
    ['the working directory', 'directory', tool("process.cwd() === '/scratch' ? n * 2 : 0"), ['env', 'process']],
    ['the process id', 'identity', tool('process.pid < 1000 ? n * 2 : 0'), ['env', 'process']],
  ] as const)('finds a result that depends on %s', async (_name, variant, source, capabilities) => {
    const report = await check({ tool: source, spec: { capabilities: [...capabilities] } });
    expect(differing(report)).toEqual([variant]);
    const told = report.findings.find(({ id }) => id === 'determinism.differs');
    expect(told?.message).toMatch(/declared "pure", but doubleIt\(-?\d+\) gave -?\d+ and .*(?:in|after|later|with)/);
    expect(report.verdict).toBe('fail');
  });

  it('lets a seeded tool use random numbers, but nothing else of the outside', async () => {
    const spec = { determinism: 'seeded', capabilities: ['random'] } as const;
    const source = tool('n * 2 + Math.floor(Math.random() * 0.9)');
    expect(differing(await check({ tool: source, spec: { ...spec, capabilities: ['random'] } }))).toEqual([]);
    const zoned = tool('n * 2 + Math.floor(Math.random() * 0.9) + new Date(0).getHours()');
    expect(differing(await check({ tool: zoned, spec: { ...spec, capabilities: ['random'] } }))).toEqual(['timeZone']);
  });

  it('asks nothing of a tool that says it depends on the outside', async () => {
    const report = await check({
      tool: tool('Date.now() < 1_820_000_000_000 ? n * 2 : 0'),
      spec: { determinism: 'external', capabilities: ['clock'] },
    });
    expect(report.determinism.status).toBe('not-run');
    expect(report.findings.map(({ id }) => id).filter((id) => id.startsWith('determinism'))).toEqual([]);
  });
});
