import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCandidate, checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { gateReportSchema, type GateReport } from '../../src/core/report-schema.ts';
import type { PolicyChoice } from '../../src/core/resolve-policy.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { fixtureDirectory, loadFixture } from './load-fixture.ts';

const sandbox = createBwrapSandbox();
let toolchain: Toolchain;

beforeAll(async () => {
  toolchain = await prepareToolchain();
});

const check = (fixture: string, policy: PolicyChoice = 'standard'): Promise<GateReport> =>
  checkCandidate(join(fixtureDirectory, fixture), { sandbox, toolchain, policy });

const told = (report: GateReport): readonly string[] => report.findings.map(({ id, message }) => `${id}: ${message}`);

const steady = ({ verdict, findings, coverage, examples, canaries, tests }: GateReport): unknown => ({
  verdict,
  findings,
  coverage,
  examples,
  canaries,
  tests: tests.cases.map(({ file, name, line, status }) => ({ file, name, line, status })),
});

describe('an honest tool', () => {
  it('passes every check, and the report says what was run and measured', async () => {
    const events: string[] = [];
    const report = await checkCandidate(join(fixtureDirectory, 'honest'), {
      sandbox,
      toolchain,
      onEvent: ({ kind, check: name }) => events.push(`${kind} ${name}`),
    });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(gateReportSchema.parse(report)).toEqual(report);
    expect(report.checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'shape passed',
      'static passed',
      'test-quality passed',
      'tests passed',
      'examples passed',
      'canaries passed',
      'coverage passed',
      'mutation passed',
      'determinism passed',
    ]);
    expect(report.tests).toMatchObject({ declared: 20, passed: 20, failed: 0, skipped: 0 });
    expect(report.examples.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(report.canaries).toHaveLength(15);
    expect(report.coverage).toMatchObject({ status: 'measured', lines: { percent: 100 }, branches: { percent: 100 } });
    expect(report.mutation).toMatchObject({ status: 'measured', score: 0.9444 });
    expect(report.determinism).toMatchObject({ status: 'measured' });
    expect(report.toolchain.versions).toHaveProperty('vitest');
    expect(report.sandbox.runs.map(({ purpose }) => purpose)).toEqual([
      'types',
      'lint',
      'examples',
      'tool',
      'judge',
      'mutants',
      'variant',
    ]);
    expect(events).toContain('check-started tests');
    expect(events).toContain('check-finished tests');
  });

  it('gets the same verdict, findings, tests and coverage when it is judged again', async () => {
    const [first, second] = [await check('honest'), await check('honest')];
    expect(steady(second)).toEqual(steady(first));
  });
});

describe('a tool that must not be promoted', () => {
  it('fails with the failing tests and examples when its answers are wrong', async () => {
    const report = await check('broken');
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContainEqual(
      expect.stringContaining('example.wrong: example 1: parseDuration("1h") gave 3600001, the spec says 3600000'),
    );
    expect(report.findings).toContainEqual(
      expect.objectContaining({ id: 'tests.failed', file: 'tests/unit.test.ts', line: 5 }),
    );
  });

  it('fails with the call that hangs, and the report is complete', async () => {
    const report = await check('hanging', { limits: { callMs: 1500 } });
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContain('tool.hangs: parseDuration("2d"): no answer within the time limit');
    expect(report.tests.cases).toHaveLength(20);
  });

  it('fails because the capability is not declared when it opens a socket', async () => {
    const report = await check('socket-undeclared');
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContain(
      'capability.undeclared: node:net needs the capability "net", which spec.json does not declare',
    );
    expect(told(report)).toContainEqual(expect.stringMatching(/^capability\.attempted: .*"net"/));
    expect(report.capabilities).toMatchObject({ declared: [], observed: ['net'], trace: { status: 'not-run' } });
  });

  it('fails because the sandbox has no network when it declares net and opens a socket', async () => {
    const report = await check('socket-declared');
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContainEqual(
      expect.stringMatching(/^capability\.refused: .*"net".* no network and refused it/),
    );
    expect(told(report)).toContainEqual(expect.stringContaining('ENETUNREACH'));
    expect(report.findings.map(({ id }) => id)).not.toContain('capability.undeclared');
  });

  it('fails because the capability is not declared when it writes a file', async () => {
    const report = await check('write-outside-undeclared');
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContain(
      'capability.undeclared: node:fs needs the capability "fs_write", which spec.json does not declare',
    );
  });

  it('fails because the place is refused when it declares fs_write and writes outside /scratch', async () => {
    const report = await check('write-outside-declared');
    expect(report.verdict).toBe('fail');
    expect(told(report)).toContain(
      'capability.outside: the tool used "fs_write" outside /scratch and /tmp, and the sandbox refused it (/var/tmp/parse-duration.log)',
    );
  });

  it('fails for its memory when it eats memory, and the report is complete', async () => {
    const report = await check('memory-eating', { limits: { callMs: 20_000, memoryBytes: 128 * 1024 * 1024 } });
    expect(report.verdict).toBe('fail');
    expect(report.findings.map(({ id }) => id)).toContain('tool.memory');
    expect(report.tests.cases).toHaveLength(20);
  });

  it('fails for its output when it floods, and the report is complete', async () => {
    const report = await check('flooding', { limits: { callMs: 20_000 } });
    expect(report.verdict).toBe('fail');
    expect(report.findings.map(({ id }) => id)).toContain('tool.floods');
    expect(report.tests.cases).toHaveLength(20);
  });
});

const unitOnly = ({ 'spec.json': spec = '', 'tool.ts': tool = '', 'tests/unit.test.ts': unit = '' }) => ({
  'spec.json': spec,
  'tool.ts': tool,
  'tests/unit.test.ts': unit,
});

describe('policies', () => {
  it('defers a candidate without property and abuse suites, and passes it as external code', async () => {
    const files = unitOnly(loadFixture('honest'));
    const standard = await checkCandidateFiles(files, { sandbox, toolchain });
    expect(standard.verdict).toBe('deferred');
    const deferring = standard.findings.filter(({ effect }) => effect === 'defer').map(({ id }) => id);
    expect(deferring).toEqual(['shape.suite-missing', 'shape.suite-missing', 'trace.property', 'mutation.low']);
    const external = await checkCandidateFiles(files, { sandbox, toolchain, policy: 'external' });
    expect(external.verdict).toBe('pass');
  });

  it('fails a missing annotation in our own code, only warns of it in external code, and fails a real type error in both', async () => {
    const honest = loadFixture('honest');
    const untyped = {
      ...honest,
      'tool.ts': honest['tool.ts']?.replace('invalidDuration(text: string)', 'invalidDuration(text)') ?? '',
    };
    const standard = await checkCandidateFiles(untyped, { sandbox, toolchain });
    expect(standard.findings).toEqual([expect.objectContaining({ id: 'types.annotation-missing', effect: 'fail' })]);
    const external = await checkCandidateFiles(untyped, { sandbox, toolchain, policy: 'external' });
    expect(external.findings).toEqual([
      expect.objectContaining({ id: 'types.annotation-missing', effect: 'none', severity: 'warning' }),
    ]);
    expect(external.verdict).toBe('pass');
    const wrong = { ...honest, 'tool.ts': `${honest['tool.ts'] ?? ''}\nconst wrong: string = 1;\nvoid wrong;\n` };
    expect((await checkCandidateFiles(wrong, { sandbox, toolchain, policy: 'external' })).verdict).toBe('fail');
  });

  it('refuses a policy that breaks its schema, naming the path', async () => {
    await expect(check('honest', { coverage: { lines: 200 } })).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringContaining('coverage.lines'),
    });
  });
});

describe('what is no verdict', () => {
  it('refuses a Python candidate with a tool chain for TypeScript instead of judging it half', async () => {
    const spec = loadFixture('honest')['spec.json']?.replace('"typescript"', '"python"') ?? '';
    const files = { 'spec.json': spec, 'tool.py': 'def parseDuration(text): pass\n', 'tests/test_unit.py': '' };
    await expect(checkCandidateFiles(files, { sandbox, toolchain })).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
    });
  });

  it('ends with ABORTED and no verdict when the caller aborts', async () => {
    const controller = new AbortController();
    const run = checkCandidate(join(fixtureDirectory, 'hanging'), {
      sandbox,
      toolchain,
      signal: controller.signal,
      onEvent: ({ kind, check: name }) => {
        if (kind === 'check-started' && name === 'canaries') controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('ends with SANDBOX_UNAVAILABLE when the sandbox cannot be started', async () => {
    const broken: Toolchain = { ...toolchain, directory: '/nonexistent-toolchain' };
    await expect(
      checkCandidate(join(fixtureDirectory, 'honest'), { sandbox, toolchain: broken }),
    ).rejects.toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
    });
  });
});

describe('a candidate that its source alone refuses', () => {
  it('is not tried on broken tools, and the report says why', async () => {
    const report = await check('socket-undeclared');
    expect(report.verdict).toBe('fail');
    expect(report.canaries).toEqual([]);
    expect(told(report)).toContain('canary.not-run: the source alone refuses the candidate');
    expect(report.checks.find(({ name }) => name === 'canaries')?.status).toBe('not-run');
  });
});
