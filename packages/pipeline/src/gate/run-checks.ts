import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import { type FindingId, makeFinding } from '../core/gate/make-finding.ts';
import type { Finding } from '../core/report-schema.ts';
import type { CheckClock } from './check-clock.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedTool } from './language-toolchain.ts';
import { type CanariesOutcome, runCanaries } from './run-canaries.ts';
import { type ExamplesOutcome, runExamples } from './run-examples.ts';
import { runTests, type TestsOutcome } from './run-tests.ts';

/** What the checks gave that run something. `undefined`: it could not run, and a finding says why. */
export interface CheckOutcomes {
  readonly findings: readonly Finding[];
  readonly tests: TestsOutcome | undefined;
  readonly examples: ExamplesOutcome | undefined;
  readonly canaries: CanariesOutcome | undefined;
}

/** Runs everything that needs a sandbox, all at once. */
export async function runChecks(
  context: GateContext,
  analysis: CandidateAnalysis,
  clock: CheckClock,
): Promise<CheckOutcomes> {
  const prepared = analysis.toolCanRun ? await tryPrepareTool(context) : undefined;
  const findings: Finding[] = [];
  const unable = (id: FindingId, reason: string): Promise<undefined> => {
    findings.push(makeFinding(id, reason));
    return Promise.resolve(undefined);
  };
  if (prepared instanceof Error)
    findings.push(makeFinding('tool.load-failed', prepared.message, { file: context.candidate.toolFile }));
  const tool = prepared instanceof Error ? undefined : prepared;
  const noTool = 'the tool file does not parse';
  const noSuites = 'the suites do not parse or need modules that the judge does not have';
  // Canaries tell how much a suite is worth; a candidate that is refused anyway needs no such answer.
  const refused = analysis.findings.some(({ effect }) => effect === 'fail');
  const whyNoCanaries = analysis.testsCanRun
    ? refused
      ? 'the source alone refuses the candidate'
      : undefined
    : noSuites;
  // Started together and awaited together: no promise is left behind when one of them throws.
  const [staticFindings, tests, examples, canaries] = await settleAll([
    clock.measure('static', () => settleAll(context.language.staticTools.map((run) => run(context)))),
    tool === undefined || !analysis.testsCanRun
      ? unable('tests.not-run', tool === undefined ? noTool : noSuites)
      : clock.measure('tests', () => runTests(context, tool, analysis.tests)),
    tool === undefined
      ? unable('example.not-run', noTool)
      : clock.measure('examples', () => runExamples(context, tool)),
    whyNoCanaries === undefined
      ? clock.measure('canaries', () => runCanaries(context))
      : unable('canary.not-run', whyNoCanaries),
  ]);
  return { findings: [...findings, ...staticFindings.flat()], tests, examples, canaries };
}

// Awaits all before it throws, so that nothing is still running when the caller hears of a failure.
async function settleAll<Results extends readonly unknown[]>(promises: {
  readonly [Index in keyof Results]: Promise<Results[Index]>;
}): Promise<Results> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

async function tryPrepareTool(context: GateContext): Promise<PreparedTool | Error> {
  try {
    return await context.language.prepareTool(context);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
