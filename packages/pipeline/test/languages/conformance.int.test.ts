import { beforeAll, describe, expect, it } from 'vitest';
import { gateReportSchema } from '../../src/core/report-schema.ts';
import type { Language } from '../../src/core/spec-schema.ts';
import { callTool } from '../../src/gate/call-tool.ts';
import { checkCandidateFiles } from '../../src/gate/check-candidate.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';
import type { Toolchain } from '../../src/toolchain/toolchain-schema.ts';
import { createBwrapSandbox } from '../bwrap-sandbox.ts';
import { conformanceCandidate, conformanceCases, honestCandidates } from './conformance-cases.ts';

const sandbox = createBwrapSandbox();
const languages: readonly Language[] = ['typescript', 'python'];

describe.each(languages)('the gate for %s', (language) => {
  let toolchain: Toolchain;
  beforeAll(async () => {
    toolchain = await prepareToolchain({ language });
  });

  it('passes the honest tool and reports every check in the same form', async () => {
    const report = await checkCandidateFiles(honestCandidates[language], { sandbox, toolchain });
    expect(gateReportSchema.parse(report)).toEqual(report);
    expect(report.findings.filter(({ effect }) => effect !== 'none')).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(report.tool).toEqual({ name: 'parse-duration', language });
    expect(report.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(report.examples.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(report.canaries.filter(({ status }) => status !== 'caught')).toEqual([]);
    expect(report.tests.passed).toBe(report.tests.declared);
    expect(report.coverage).toMatchObject({ status: 'measured', lines: { percent: 100 }, functions: { percent: 100 } });
    expect(report.mutation).toMatchObject({ status: 'measured' });
    expect(report.determinism).toMatchObject({ status: 'measured' });
  });

  it.each(conformanceCases)('says $finding and $verdict of $name', async (wrong) => {
    const limits = { callMs: 2500, testsMs: 20_000, ...wrong.limits };
    const report = await checkCandidateFiles(conformanceCandidate(wrong, language), {
      sandbox,
      toolchain,
      policy: { limits },
    });
    expect(report.findings.map(({ id }) => id)).toContain(wrong.finding);
    expect(report.verdict).toBe(wrong.verdict);
  });

  it('calls a tool once: a value, a declared failure, an answer that never comes', async () => {
    const call = (text: unknown): ReturnType<typeof callTool> =>
      callTool(honestCandidates[language], { text }, { sandbox, toolchain });
    expect(await call('1h')).toEqual({ status: 'value', value: 3_600_000 });
    expect(await call('x')).toMatchObject({ status: 'failure', declared: true, code: 'INVALID_DURATION' });
    const hanging = conformanceCases.find(({ finding }) => finding === 'tool.hangs');
    if (hanging === undefined) throw new Error('there is a case for it');
    const policy = { limits: { callMs: 500 } };
    const files = conformanceCandidate(hanging, language);
    expect(await callTool(files, { text: 'x' }, { sandbox, toolchain, policy })).toMatchObject({ status: 'broken' });
  });
});
