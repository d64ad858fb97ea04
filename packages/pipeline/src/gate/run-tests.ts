import { randomBytes } from 'node:crypto';
import { readAttempts, type RefusedAttempt } from '../core/gate/capability-findings.ts';
import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import { judgeFindings } from '../core/gate/judge-findings.ts';
import type { JudgeReport } from '../core/gate/judge-report.ts';
import { makeFinding } from '../core/gate/make-finding.ts';
import type { Coverage, Finding } from '../core/report-schema.ts';
import type { SandboxOutcome } from '../ports.ts';
import { describeOutcome } from './describe-outcome.ts';
import { announceEnd, finishTool } from './finish-tool.ts';
import type { GateContext } from './gate-context.ts';
import { judgeSettings } from './judge-settings.ts';
import type { PreparedMutants, PreparedTool, RepeatSupport } from './language-toolchain.ts';
import { makePipes } from './make-pipes.ts';
import { type MutantHost, startMutantHost } from './mutant-host.ts';
import { type ControlChannel, openControl } from './open-control.ts';
import { openRepeatSession } from './repeat-session.ts';
import type { Recording } from './run-mutants.ts';
import { noRepeats, type RepeatsOutcome, runRepeats } from './run-repeats.ts';
import { type JudgeProcess, startJudge } from './start-judge.ts';
import { startTool } from './start-tool.ts';
import { toolEndFinding } from './tool-end-finding.ts';

/** What running the suites against the tool gave. */
export interface TestsOutcome {
  readonly findings: readonly Finding[];
  readonly report: JudgeReport;
  readonly coverage: Coverage;
  readonly attempts: readonly RefusedAttempt[];
  readonly repeats: RepeatsOutcome;
}

/** How the suites are to be tried beyond their ordinary run. */
export interface RepeatPlan {
  /** The mutants, or a reason for leaving it out. */
  readonly mutants: { readonly support: RepeatSupport; readonly prepared: PreparedMutants } | string;
  readonly onRecorded: (recording: Recording) => void;
}

/** Runs the suites in the judge's sandbox against the tool in its own; the two share nothing but pipes. */
export async function runTests(
  context: GateContext,
  tool: PreparedTool,
  analysis: Pick<CandidateAnalysis, 'tests' | 'isAsync'>,
  plan: RepeatPlan,
): Promise<TestsOutcome> {
  await using pipes = await makePipes();
  using control = openControl(pipes.control);
  const { run: toolRun, channel } = startTool(context, 'tool', tool, {
    kind: 'pipes',
    directory: pipes.tool.directory,
  });
  let judgeIsRunning = true;
  let closePipe: (() => void) | undefined;
  const toolEnd = toolRun.result.then((outcome) => {
    if (judgeIsRunning) closePipe = announceEnd(pipes.tool.replies);
    return outcome;
  });
  // Awaited below; until then a failed launch must not count as unhandled.
  toolEnd.catch(() => undefined);
  let host: MutantHost | undefined;
  let judge: JudgeProcess | undefined;
  try {
    judge = startJudge(
      context,
      {
        pipeDirectory: pipes.directory,
        settings: judgeSettings(context, analysis.isAsync),
      },
      {
        nonce: randomBytes(32).toString('hex'),
        onTest: ({ faults }) => {
          if (faults.some(({ kind }) => kind === 'hangs' || kind === 'protocol')) toolRun.stop();
        },
      },
    );
    if (typeof plan.mutants === 'object')
      host = startMutantHost(context, plan.mutants.support, plan.mutants.prepared, pipes.mutants);
    let finishing: Promise<Readonly<Record<string, unknown>> | undefined> | undefined;
    const finish = (): void => {
      judgeIsRunning = false;
      finishing ??= finishTool(channel, pipes.tool.requests, context.policy.limits.callMs).finally(() =>
        toolRun.stop(),
      );
    };
    // The tool of the ordinary run is not needed any more while tests are repeated.
    const { repeats, isLate } = await repeatTests(context, { control, judge, host, plan, onOrdinaryEnd: finish });
    const judged = await judge.finished;
    finish();
    const finished = await finishing;
    const findings = [
      ...judgeFindings(judged.report, analysis.tests, judged.outcome.exitCode),
      ...judgeEndFindings(judged.outcome, isLate),
    ];
    return {
      findings: withToolEnd(findings, toolEndFinding(await toolEnd, 'during the tests', context.candidate.toolFile)),
      report: judged.report,
      coverage: (finished === undefined ? undefined : tool.measureCoverage(finished['coverage'])) ?? {
        status: 'not-run',
        reason: 'the process of the tool gave no counters at the end',
      },
      attempts: finished === undefined ? [] : readAttempts(finished),
      repeats,
    };
  } finally {
    judgeIsRunning = false;
    judge?.stop();
    toolRun.stop();
    await Promise.allSettled([toolEnd, judge?.finished, host?.stop()]);
    closePipe?.();
  }
}

/** Lets the judge end its ordinary run and then repeat what there is to repeat. */
async function repeatTests(
  context: GateContext,
  parts: {
    readonly control: ControlChannel;
    readonly judge: JudgeProcess;
    readonly host: MutantHost | undefined;
    readonly plan: RepeatPlan;
    readonly onOrdinaryEnd: () => void;
  },
): Promise<{ readonly repeats: RepeatsOutcome; readonly isLate: boolean }> {
  const { control, judge, host, plan } = parts;
  const { testsMs, mutationMs } = context.policy.limits;
  const waitMs = { ordinaryRun: testsMs, repeat: mutationMs };
  const { mutants } = plan;
  let session;
  try {
    session = await openRepeatSession(control, judge, waitMs);
  } catch {
    judge.stop();
    return { repeats: noRepeats('the suites did not end'), isLate: true };
  }
  if (session !== undefined) parts.onOrdinaryEnd();
  const finish = (repeats: RepeatsOutcome): { readonly repeats: RepeatsOutcome; readonly isLate: boolean } => {
    if (session !== undefined) control.send({ op: 'end' });
    return { repeats, isLate: false };
  };
  if (typeof mutants === 'string') return finish(noRepeats(mutants));
  if (session === undefined || host === undefined) return finish(noRepeats('the suites did not run to their end'));
  if (session.tests.some(({ state }) => state !== 'pass'))
    return finish(noRepeats('the suites do not pass on the tool itself'));
  return finish(await runRepeats(context, session, { prepared: mutants.prepared, host }, plan.onRecorded));
}

function judgeEndFindings(outcome: SandboxOutcome, isLate: boolean): readonly Finding[] {
  if (outcome.status === 'timeout' || isLate)
    return [makeFinding('tests.timeout', `the suites were still running after ${Math.round(outcome.wallMs)} ms`)];
  return outcome.status === 'exit'
    ? []
    : [makeFinding('tests.report-broken', `the test runner did not end by itself (${describeOutcome(outcome)})`)];
}

/** How the tool's sandbox ended says more than the judge can know of it, which only sees a closed pipe. */
function withToolEnd(findings: readonly Finding[], end: Finding | undefined): readonly Finding[] {
  if (end === undefined) return findings;
  return [end, ...findings.filter(({ id }) => id !== 'tool.gone')];
}
