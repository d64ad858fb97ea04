import type { GateReport } from '@machinist/pipeline';
import { measuredDeterminism, measuredMutation } from './report-marks.ts';

/** What one check counted, in a few words; empty when it counts nothing. */
export function summarizeCheck(check: string, report: GateReport): string {
  const { tests, coverage, examples, canaries } = report;
  if (check === 'tests' && tests.declared > 0) return `${tests.passed} of ${tests.declared} passed`;
  if (check === 'examples' && examples.length > 0)
    return `${examples.filter(({ status }) => status === 'passed').length} of ${examples.length} as the spec says`;
  if (check === 'canaries' && canaries.length > 0)
    return `${canaries.filter(({ status }) => status === 'caught').length} of ${canaries.length} broken tools caught`;
  if (check === 'coverage' && coverage.status === 'measured')
    return `lines ${coverage.lines.percent} %, branches ${coverage.branches.percent} %, functions ${coverage.functions.percent} %`;
  const mutation = check === 'mutation' ? measuredMutation(report) : undefined;
  if (mutation !== undefined)
    return `${mutation.killed} of ${mutation.killed + mutation.survived} mutants noticed, score ${mutation.score}`;
  const determinism = check === 'determinism' ? measuredDeterminism(report) : undefined;
  if (determinism !== undefined) {
    const same = determinism.variants.filter(({ status }) => status === 'same').length;
    return `${determinism.calls} calls, ${same} of ${determinism.variants.length} variants the same`;
  }
  return '';
}
