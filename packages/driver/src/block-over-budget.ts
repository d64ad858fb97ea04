import type { BudgetBreach } from './core/budget.ts';
import { findTask } from './core/driver-state.ts';
import { idempotencyKey } from './core/idempotency-key.ts';
import type { Session } from './session.ts';

/** Ends a task that has used up what the budget gives to each task; the others go on. */
export function blockOverBudget(
  session: Session,
  { task, attempt, limit, cap }: { readonly task: string; readonly attempt: number } & BudgetBreach,
): void {
  const state = findTask(session.state, task);
  if (state === undefined) return;
  const { goal } = session.parsed.goal;
  const reason = `budget: per_task.${limit}=${cap} used up`;
  const key = idempotencyKey(goal, state);
  session.record(
    { event: 'quarantine', task, attempt, verify_exit: 1, reason, idempotency_key: key },
    { durable: true },
  );
  session.alert('budget', task, `task ${task} QUARANTINED on '${goal}': ${reason} — surfaced, not skipped`);
  session.checkpoint();
}
