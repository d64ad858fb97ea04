import type { CheckName, CheckResult, Finding, Verdict } from '../report-schema.ts';

/** The verdict is nothing but the effects of the findings: one `fail` outweighs any `defer`. */
export function decideVerdict(findings: readonly Finding[]): Verdict {
  if (findings.some(({ effect }) => effect === 'fail')) return 'fail';
  return findings.some(({ effect }) => effect === 'defer') ? 'deferred' : 'pass';
}

/** One check's line of the report. */
export function summarizeCheck(
  name: CheckName,
  findings: readonly Finding[],
  run: { readonly ran: boolean; readonly durationMs: number },
): CheckResult {
  const verdict = decideVerdict(findings.filter(({ check }) => check === name));
  const status = verdict === 'fail' ? 'failed' : !run.ran ? 'not-run' : verdict === 'deferred' ? 'deferred' : 'passed';
  return { name, status, durationMs: Math.round(run.durationMs * 10) / 10 };
}
