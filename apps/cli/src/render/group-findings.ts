import type { Finding, GateReport } from '@machinist/pipeline';

const weights = { fail: 0, defer: 1, none: 2 } as const;

/** The findings of one check, the weightiest first. */
export interface FindingGroup {
  readonly check: Finding['check'];
  readonly findings: readonly Finding[];
}

/** Groups findings by check in the report's order; inside a group causes come before the failed tests they explain. */
export function groupFindings({ checks, findings }: Pick<GateReport, 'checks' | 'findings'>): readonly FindingGroup[] {
  const known = [...new Set([...checks.map(({ name }) => name), ...findings.map(({ check }) => check)])];
  return known
    .map((check) => ({
      check,
      findings: findings
        .filter((finding) => finding.check === check)
        .toSorted((left, right) => weightOf(left) - weightOf(right)),
    }))
    .filter((group) => group.findings.length > 0);
}

function weightOf({ effect, id }: Finding): number {
  return weights[effect] + (id === 'tests.failed' ? 0.5 : 0);
}

/** `2 against the tool, 1 short of evidence, 3 remarks`; empty without findings. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (effect: Finding['effect']): number => findings.filter((finding) => finding.effect === effect).length;
  const remarks = count('none');
  return [
    [count('fail'), 'against the tool'],
    [count('defer'), 'short of evidence'],
    [remarks, remarks === 1 ? 'remark' : 'remarks'],
  ]
    .filter(([number]) => number !== 0)
    .map((part) => part.join(' '))
    .join(', ');
}
