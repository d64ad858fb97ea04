import { putBackIfStopped } from '../run-attempt.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';
import { verifyOnce } from './verify-tree.ts';

/** Where the goal asks for it: a verifier that passes without any work proves nothing, so no worker is started for it. */
export async function checkBase(session: Session, attempt: StrictAttempt): Promise<boolean> {
  const { goal } = strictOf(session);
  if (!goal.verify.base_must_fail) return true;
  const { exit, stopped } = await verifyOnce(session, attempt, attempt.base, 'base');
  if (putBackIfStopped(session, attempt, stopped)) return false;
  session.record({ event: 'base_checked', task: attempt.task, attempt: attempt.attempt, base: attempt.base, exit });
  if (exit !== 0) return true;
  settleAttempt(session, attempt, 0, { what: 'the verifier passes without any work', retryable: false });
  return false;
}
