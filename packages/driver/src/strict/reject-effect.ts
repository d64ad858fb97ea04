import type { Attempt } from '../attempt.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';

/** The effect exists already; doing it again would double it, so the task ends here. */
export function rejectEffect(session: Session, attempt: Attempt, key: string, holder: string): void {
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record({ event: 'effect_rejected', ...of, key, holder }, { durable: true });
  settleAttempt(session, attempt, 0, { what: `its effect exists already (${holder.slice(0, 64)})`, retryable: false });
}
