/** Caps of a goal. An absent cap is no cap; zero means zero. */
export interface Budget {
  readonly max_worker_runs?: number | undefined;
  readonly max_wall_seconds?: number | undefined;
}

export interface BudgetBreach {
  readonly limit: 'max_worker_runs' | 'max_wall_seconds';
  readonly cap: number;
}

/** The cap that forbids one more worker run, or undefined. */
export function findBudgetBreach(budget: Budget, runs: number, wallMs: number): BudgetBreach | undefined {
  const { max_worker_runs: maxRuns, max_wall_seconds: maxSeconds } = budget;
  if (maxRuns !== undefined && runs >= maxRuns) return { limit: 'max_worker_runs', cap: maxRuns };
  if (maxSeconds !== undefined && wallMs >= maxSeconds * 1000) return { limit: 'max_wall_seconds', cap: maxSeconds };
  return undefined;
}

/** How long the next process may run, and which of the two limits that is. */
export function processDeadline(
  budget: Budget,
  wallMs: number,
  timeoutMs: number,
): { readonly afterMs: number; readonly because: 'timeout' | 'budget' } {
  const remainingMs = budget.max_wall_seconds === undefined ? Infinity : budget.max_wall_seconds * 1000 - wallMs;
  return remainingMs < timeoutMs
    ? { afterMs: Math.max(0, remainingMs), because: 'budget' }
    : { afterMs: timeoutMs, because: 'timeout' };
}
