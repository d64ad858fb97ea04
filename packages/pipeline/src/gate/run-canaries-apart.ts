import { randomBytes } from 'node:crypto';
import { canaryFindings } from '../core/gate/canaries.ts';
import { makeFinding } from '../core/gate/make-finding.ts';
import type { CanaryResult, Finding } from '../core/report-schema.ts';
import type { GateContext } from './gate-context.ts';
import { plainCanaries } from './run-canaries.ts';
import { startJudge } from './start-judge.ts';

/** What trying the suites on broken tools gave. */
export interface CanariesOutcome {
  readonly findings: readonly Finding[];
  readonly results: readonly CanaryResult[];
}

/** Runs the suites against broken tools in a judge of their own, for a language whose judge cannot repeat tests. */
export async function runCanariesApart(context: GateContext): Promise<CanariesOutcome> {
  const { finished } = startJudge(
    context,
    { purpose: 'canaries', canaries: plainCanaries },
    { nonce: randomBytes(32).toString('hex') },
  );
  const { report, outcome } = await finished;
  if (!report.complete) {
    const reason = `the suites could not be tried on broken tools: ${report.reason} (${outcome.status})`;
    return { results: [], findings: [makeFinding('canary.not-run', reason)] };
  }
  const broken = report.end.modules.filter(({ message }) => message !== '').map(({ file }) => file);
  const results = plainCanaries.flatMap((name) =>
    context.candidate.testFiles.map((suite): CanaryResult => {
      const path = `canary-${name}/${suite}`;
      const inSuite = report.tests.filter(({ file }) => file === path);
      const caught = broken.includes(path) || inSuite.some(({ state }) => state === 'failed');
      return { name, suite, status: caught ? 'caught' : inSuite.length === 0 ? 'not-run' : 'missed' };
    }),
  );
  return { results, findings: canaryFindings(context.candidate, results) };
}
