import { randomInt } from 'node:crypto';
import { backoffMs, classifyFailure } from '../core/classify-failure.ts';
import { findTask } from '../core/driver-state.ts';
import type { CommandResult } from '../run-command.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/** At most this many thousandths are added to a pause, so that many drivers do not come back together. */
const jitterMax = 500;

/**
 * Puts a task off when its worker ended for a reason that is not the task's: no attempt is lost. The pause is
 * journalled with its chance part, so that a replay decides the same. Says whether the attempt is over.
 */
export function deferAttempt(session: Session, attempt: StrictAttempt, worker: CommandResult): boolean {
  const { retry } = strictOf(session).goal;
  const output = Buffer.concat([worker.stdout.tail, worker.stderr.tail]).toString('utf8');
  const found = worker.stopped === null ? classifyFailure(retry, { exit: worker.exit, output }) : null;
  if (found === null) return false;
  const deferral = (findTask(session.state, attempt.task)?.deferrals ?? 0) + 1;
  if (deferral > retry.max_deferrals) {
    const what = `put off ${deferral - 1} times (${found.class}: ${found.matched})`;
    settleAttempt(session, attempt, worker.exit ?? 1, { what, retryable: false });
    return true;
  }
  const jitter = randomInt(jitterMax + 1);
  const wallMs = session.wallMs();
  session.record(
    {
      event: 'deferred',
      task: attempt.task,
      attempt: attempt.attempt,
      ...found,
      deferral,
      jitter,
      not_before_wall_ms: wallMs + backoffMs(retry, deferral, jitter),
      wall_ms: wallMs,
    },
    { durable: true },
  );
  return true;
}
