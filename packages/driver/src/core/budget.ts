/** Caps of one task. An absent cap is no cap; zero means zero. */
export interface TaskBudget {
  readonly max_worker_runs?: number | undefined;
  readonly max_wall_seconds?: number | undefined;
  readonly max_cost_usd?: number | undefined;
  readonly max_tokens?: number | undefined;
}

/** Caps of a goal, and of each of its tasks. */
export interface Budget extends TaskBudget {
  readonly per_task?: TaskBudget | undefined;
  /** What an attempt without a usable usage report means while cost or tokens are capped; `halt` by default. */
  readonly unreported_usage?: 'halt' | 'ignore' | undefined;
}

/** What has been used up. Cost in millionths of a dollar. */
export interface Spent {
  readonly runs: number;
  readonly wallMs: number;
  readonly tokens: number;
  readonly costMicroUsd: number;
}

/** What the goal as a whole has used up. */
export interface GoalSpent extends Spent {
  /** Attempts that should have reported their usage and did not. */
  readonly unreported: number;
}

export const nothingSpent: Spent = { runs: 0, wallMs: 0, tokens: 0, costMicroUsd: 0 };

export type BudgetLimit = 'max_worker_runs' | 'max_wall_seconds' | 'max_cost_usd' | 'max_tokens';

export interface BudgetBreach {
  readonly limit: BudgetLimit | 'unreported_usage';
  readonly cap: number;
}

/** The cap that forbids one more worker run, or undefined. */
export function findBudgetBreach(budget: Budget, spent: GoalSpent): BudgetBreach | undefined {
  if (spent.unreported > 0 && accountsForUsage(budget) && budget.unreported_usage !== 'ignore')
    return { limit: 'unreported_usage', cap: 0 };
  return findBreach(budget, spent);
}

/** The cap of its own that forbids a task one more worker run, or undefined. */
export function findTaskBreach(budget: Budget, spent: Spent): BudgetBreach | undefined {
  return budget.per_task === undefined ? undefined : findBreach(budget.per_task, spent);
}

/** True when cost or tokens are capped, so that workers must report them. */
export function accountsForUsage({ per_task: task, ...goal }: Budget): boolean {
  return [goal.max_cost_usd, goal.max_tokens, task?.max_cost_usd, task?.max_tokens].some((cap) => cap !== undefined);
}

function findBreach(caps: TaskBudget, { runs, wallMs, tokens, costMicroUsd }: Spent): BudgetBreach | undefined {
  const used: readonly (readonly [BudgetLimit, number])[] = [
    ['max_worker_runs', runs],
    ['max_wall_seconds', wallMs / 1000],
    ['max_cost_usd', costMicroUsd / 1_000_000],
    ['max_tokens', tokens],
  ];
  for (const [limit, amount] of used) {
    const cap = caps[limit];
    if (cap !== undefined && amount >= cap) return { limit, cap };
  }
  return undefined;
}

/** How long the next process may run, and which of the limits that is. */
export function processDeadline(
  budget: Budget,
  wallMs: number,
  timeoutMs: number,
  taskWallMs = 0,
): { readonly afterMs: number; readonly because: 'timeout' | 'budget' } {
  const remainingMs = Math.min(
    remaining(budget.max_wall_seconds, wallMs),
    remaining(budget.per_task?.max_wall_seconds, taskWallMs),
  );
  return remainingMs < timeoutMs
    ? { afterMs: Math.max(0, remainingMs), because: 'budget' }
    : { afterMs: timeoutMs, because: 'timeout' };
}

function remaining(seconds: number | undefined, usedMs: number): number {
  return seconds === undefined ? Infinity : seconds * 1000 - usedMs;
}
