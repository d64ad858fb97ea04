import type { GateReport } from '@machinist/pipeline';

type Measured<Part> = Extract<Part, { readonly status: 'measured' }>;

/** A change of the tool that no test noticed. */
export type Survivor = Measured<GateReport['mutation']>['survivors'][number];

/** The mutation part of a report, if it was measured. */
export function measuredMutation({ mutation }: GateReport): Measured<GateReport['mutation']> | undefined {
  return mutation.status === 'measured' ? mutation : undefined;
}

/** The determinism part of a report, if it was measured. */
export function measuredDeterminism({ determinism }: GateReport): Measured<GateReport['determinism']> | undefined {
  return determinism.status === 'measured' ? determinism : undefined;
}

/** What the tests did on each line of the tool; a line that holds nothing to run is not in it. */
export function coverageOfLines({ coverage }: GateReport): ReadonlyMap<number, 'covered' | 'missed'> {
  if (coverage.status !== 'measured') return new Map();
  return new Map([
    ...(coverage.coveredLines ?? []).map((line) => [line, 'covered'] as const),
    ...coverage.uncoveredLines.map((line) => [line, 'missed'] as const),
  ]);
}
