import type { GateReport } from '@machinist/pipeline';
import { groupFindings } from './group-findings.ts';

/** The one thing to do next, in plain words; holds foreign text. */
export function nextStep(report: GateReport): string {
  if (report.verdict === 'pass') return 'promote it';
  const wanted = report.verdict === 'fail' ? 'fail' : 'defer';
  const counting = groupFindings(report)
    .flatMap(({ findings }) => findings)
    .filter(({ effect }) => effect === wanted);
  // A failed test is what something else does; whatever names that something comes first.
  const first = counting.find(({ id }) => id !== 'tests.failed') ?? counting[0];
  if (first === undefined) return 'read the report';
  const place = first.file === undefined ? '' : ` in ${first.file}${first.line === undefined ? '' : `:${first.line}`}`;
  return `begin with ${first.id}${place}${first.fix === undefined ? '' : `: ${first.fix}`}`;
}
