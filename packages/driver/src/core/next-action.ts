import { findBudgetBreach, findTaskBreach, nothingSpent, type Budget, type BudgetBreach } from './budget.ts';
import { spentBy } from './fold-usage.ts';
import type { DriverState } from './driver-state.ts';

/** What the driver does next. Nothing but state, budget and the elapsed time decides it. */
export type NextAction =
  | { readonly kind: 'recover'; readonly task: string; readonly attempt: number }
  | { readonly kind: 'record'; readonly task: string; readonly attempt: number }
  | { readonly kind: 'complete'; readonly tasks: number; readonly blocked: number }
  | ({ readonly kind: 'budget-halt' } & BudgetBreach)
  | ({ readonly kind: 'over-budget'; readonly task: string; readonly attempt: number } & BudgetBreach)
  | { readonly kind: 'dispatch'; readonly task: string; readonly attempt: number };

/** Picks the next action: finish what is open, then the first pending task in file order, within the budget. */
export function nextAction(state: DriverState, budget: Budget, wallMs: number): NextAction {
  if (state.attempt !== null) return { kind: 'recover', task: state.attempt.task, attempt: state.attempt.attempt };
  if (state.recordDue !== null) return { kind: 'record', task: state.recordDue.task, attempt: state.recordDue.attempt };
  const task = state.tasks.find(({ status }) => status === 'pending' || status === 'running');
  if (task === undefined) {
    const blocked = state.tasks.filter(({ status }) => status === 'blocked').length;
    return { kind: 'complete', tasks: state.tasks.length, blocked };
  }
  const breach = findBudgetBreach(budget, spentBy(state, wallMs));
  if (breach !== undefined) return { kind: 'budget-halt', ...breach };
  const over = findTaskBreach(budget, task.spent ?? nothingSpent);
  if (over !== undefined) return { kind: 'over-budget', task: task.id, attempt: Math.max(1, task.attempts), ...over };
  return { kind: 'dispatch', task: task.id, attempt: task.attempts + 1 };
}
