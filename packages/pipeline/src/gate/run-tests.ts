import { randomBytes } from 'node:crypto';
import { readAttempts, type RefusedAttempt } from '../core/gate/capability-findings.ts';
import { judgeFindings } from '../core/gate/judge-findings.ts';
import type { JudgeReport } from '../core/gate/judge-report.ts';
import type { DeclaredTest } from '../core/gate/candidate-analysis.ts';
import { makeFinding } from '../core/gate/make-finding.ts';
import type { Coverage, Finding } from '../core/report-schema.ts';
import type { SandboxOutcome } from '../ports.ts';
import { describeOutcome } from './describe-outcome.ts';
import { announceEnd, finishTool } from './finish-tool.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedTool } from './language-toolchain.ts';
import { makePipes } from './make-pipes.ts';
import { runJudge } from './run-judge.ts';
import { startTool } from './start-tool.ts';
import { toolEndFinding } from './tool-end-finding.ts';

/** What running the suites against the tool gave. */
export interface TestsOutcome {
  readonly findings: readonly Finding[];
  readonly report: JudgeReport;
  readonly coverage: Coverage;
  readonly attempts: readonly RefusedAttempt[];
}

/** Runs the suites in the judge's sandbox against the tool in its own; the two share nothing but two pipes. */
export async function runTests(
  context: GateContext,
  tool: PreparedTool,
  declared: readonly DeclaredTest[],
): Promise<TestsOutcome> {
  await using pipes = await makePipes();
  const { run: toolRun, channel } = startTool(context, 'tool', tool, { kind: 'pipes', directory: pipes.directory });
  let judgeIsRunning = true;
  let closePipe: (() => void) | undefined;
  const toolEnd = toolRun.result.then((outcome) => {
    if (judgeIsRunning) closePipe = announceEnd(pipes.replies);
    return outcome;
  });
  // Awaited below; until then a failed launch must not count as unhandled.
  toolEnd.catch(() => undefined);
  try {
    const nonce = randomBytes(32).toString('hex');
    const judged = await runJudge(context, {
      pipeDirectory: pipes.directory,
      nonce,
      onBrokenTool: () => toolRun.stop(),
    });
    judgeIsRunning = false;
    const finished = await finishTool(channel, pipes.requests, context.policy.limits.callMs);
    toolRun.stop();
    const findings = [
      ...judgeFindings(judged.report, declared, judged.outcome.exitCode),
      ...judgeEndFindings(judged.outcome),
    ];
    const measured = finished === undefined ? undefined : tool.measureCoverage(finished['coverage']);
    return {
      findings: withToolEnd(findings, toolEndFinding(await toolEnd, 'during the tests', context.candidate.toolFile)),
      report: judged.report,
      coverage: measured ?? { status: 'not-run', reason: 'the process of the tool gave no counters at the end' },
      attempts: finished === undefined ? [] : readAttempts(finished),
    };
  } finally {
    judgeIsRunning = false;
    toolRun.stop();
    await toolEnd.catch(() => undefined);
    closePipe?.();
  }
}

function judgeEndFindings(outcome: SandboxOutcome): readonly Finding[] {
  if (outcome.status === 'timeout')
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
