import type { Attempt } from './attempt.ts';
import { findTask } from './core/driver-state.ts';
import { settleFailure } from './core/settlement.ts';
import type { Session } from './session.ts';

/** Requeue or quarantine after a failed attempt. */
export function settleAttempt(
  session: Session,
  attempt: Attempt,
  verifyExit: number,
  failure: { readonly what: string; readonly retryable: boolean },
): void {
  const { goal } = session.parsed;
  const of = { task: attempt.task, attempt: attempt.attempt, verify_exit: verifyExit };
  const task = findTask(session.state, attempt.task);
  const settlement = settleFailure(task ?? { attempts: attempt.attempt, interrupted: 0 }, goal.max_attempts, failure);
  if (settlement.kind === 'requeue') {
    session.record({ event: 'requeue', ...of, reason: failure.what }, { durable: true });
    return;
  }
  const { reason } = settlement;
  session.record({ event: 'quarantine', ...of, reason, idempotency_key: attempt.key }, { durable: true });
  session.alert(
    'quarantine',
    attempt.task,
    `task ${attempt.task} QUARANTINED on '${goal.goal}': ${reason} — surfaced, not skipped`,
  );
}
