import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import { type FindingId, makeFinding } from '../core/gate/make-finding.ts';
import type { CanaryResult, Determinism, Finding } from '../core/report-schema.ts';
import type { CheckClock } from './check-clock.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedMutants, PreparedTool, RepeatSupport } from './language-toolchain.ts';
import { runDeterminism } from './run-determinism.ts';
import { type ExamplesOutcome, runExamples } from './run-examples.ts';
import type { Recording } from './run-mutants.ts';
import { noRepeats } from './run-repeats.ts';
import { runTests, type TestsOutcome } from './run-tests.ts';

/** What the checks gave that run something. `undefined`: it could not run, and a finding says why. */
export interface CheckOutcomes {
  readonly findings: readonly Finding[];
  readonly tests: TestsOutcome | undefined;
  readonly examples: ExamplesOutcome | undefined;
  readonly determinism: Determinism;
  readonly canaries: readonly CanaryResult[];
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
  // Canaries and mutants tell how much a suite is worth; a candidate that is refused anyway needs no such answer.
  const refused = analysis.findings.some(({ effect }) => effect === 'fail');
  const whyNoTests = tool === undefined ? noTool : analysis.testsCanRun ? undefined : noSuites;
  const { repeats } = context.language;
  const refusal = 'the source alone refuses the candidate';
  const mutants = refused ? refusal : await tryPrepareMutants(context, repeats);
  let replays: Promise<Determinism> | undefined;
  const startReplays =
    (replayed: PreparedTool) =>
    ({ calls }: Recording): void => {
      replays = clock.measure('determinism', () => runDeterminism(context, replayed, [...calls.values()].flat()));
      // Awaited below; until then a failed launch must not count as unhandled.
      replays.catch(() => undefined);
    };
  // Started together and awaited together: no promise is left behind when one of them throws.
  const running = settleAll([
    clock.measure('static', () => settleAll(context.language.staticTools.map((run) => run(context)))),
    tool === undefined || whyNoTests !== undefined
      ? unable('tests.not-run', whyNoTests ?? noTool)
      : timeTests(clock, runTests(context, tool, analysis, { mutants, onRecorded: startReplays(tool) })),
    tool === undefined
      ? unable('example.not-run', noTool)
      : clock.measure('examples', () => runExamples(context, tool)),
  ]);
  // Nothing may still be running when the caller hears of a failure.
  await Promise.allSettled([running]);
  await Promise.allSettled([replays]);
  const [staticFindings, tests, examples] = await running;
  if (tests === undefined) findings.push(...noRepeats(whyNoTests ?? noTool).findings);
  const determinism: Determinism = (await replays) ?? {
    status: 'not-run',
    reason: 'no calls of passing tests were recorded',
  };
  return {
    findings: [...findings, ...staticFindings.flat()],
    tests,
    examples,
    determinism,
    canaries: tests?.repeats.canaries ?? [],
  };
}

/** Canaries and mutants run in the same judge right after the tests; each gets its own part of the time. */
async function timeTests(clock: CheckClock, running: Promise<TestsOutcome>): Promise<TestsOutcome> {
  const startedAt = performance.now();
  clock.start('tests');
  for (const check of ['canaries', 'mutation'] as const) clock.start(check);
  const outcome = await running;
  const { canariesMs, mutationMs } = outcome.repeats;
  clock.record('tests', performance.now() - startedAt - canariesMs - mutationMs);
  clock.record('canaries', canariesMs);
  clock.record('mutation', mutationMs);
  return outcome;
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

async function tryPrepareMutants(
  context: GateContext,
  support: RepeatSupport,
): Promise<{ readonly support: RepeatSupport; readonly prepared: PreparedMutants } | string> {
  try {
    return { support, prepared: await support.prepareMutants(context) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
