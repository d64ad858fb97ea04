import { randomBytes } from 'node:crypto';
import { judgeCanaries } from '../core/gate/canaries.ts';
import { makeFinding } from '../core/gate/make-finding.ts';
import { canaryNameSchema, type CanaryResult, type Finding } from '../core/report-schema.ts';
import type { GateContext } from './gate-context.ts';
import { startJudge } from './start-judge.ts';

/** What trying the suites on broken tools gave. */
export interface CanariesOutcome {
  readonly findings: readonly Finding[];
  readonly results: readonly CanaryResult[];
}

/** Runs the suites against deliberately broken tools, all in one judge of their own: a suite that stays content proves nothing. */
export async function runCanaries(context: GateContext): Promise<CanariesOutcome> {
  const { report, outcome } = await startJudge(
    context,
    { purpose: 'canaries', canaries: canaryNameSchema.options },
    { nonce: randomBytes(32).toString('hex') },
  );
  if (!report.complete) {
    return {
      results: [],
      findings: [
        makeFinding(
          'canary.not-run',
          `the suites could not be tried on broken tools: ${report.reason} (${outcome.status})`,
        ),
      ],
    };
  }
  const brokenFiles = report.end.modules.filter(({ message }) => message !== '').map(({ file }) => file);
  return judgeCanaries(context.candidate, report.tests, brokenFiles);
}
