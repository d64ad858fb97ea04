import type { Budget } from './budget.ts';
import type { ParsedGoal } from './parse-goal.ts';
import type { OrderRule } from './strict-goal-schema.ts';

/** What of a goal decides when a task may start. */
export interface Schedule {
  readonly budget: Budget;
  /** Attempts at once. */
  readonly concurrency: number;
  /** Attempts at once per resource; one where none is named. */
  readonly resources: Readonly<Record<string, number>>;
  readonly order: readonly OrderRule[];
}

/** The schedule of a goal: the legacy profile takes one task at a time, in the order of the file. */
export function scheduleOf({ goal, strict }: Pick<ParsedGoal, 'goal' | 'strict'>): Schedule {
  return {
    budget: goal.budget,
    concurrency: strict?.concurrency ?? 1,
    resources: strict?.resources ?? {},
    order: strict?.order ?? ['file'],
  };
}
