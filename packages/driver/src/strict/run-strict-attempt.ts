import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Attempt } from '../attempt.ts';
import { findTask } from '../core/driver-state.ts';
import { effectRef } from '../core/idempotency-key.ts';
import type { StrictGoal } from '../core/strict-goal-schema.ts';
import { taskToken } from '../core/task-token/shell-cursor.ts';
import { dispatch, putBackIfStopped, runWorker } from '../run-attempt.ts';
import type { CommandResult } from '../run-command.ts';
import { takeUsage } from '../read-usage.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import { checkBase } from './check-base.ts';
import { createCheckout } from './create-checkout.ts';
import { deferAttempt } from './defer-attempt.ts';
import { findBase } from './find-base.ts';
import { landStrict } from './land-strict.ts';
import { rejectEffect } from './reject-effect.ts';
import { reviewWork } from './review-work.ts';
import { strictOf } from './strict-session.ts';
import { verifyTree } from './verify-tree.ts';

/** The attempt with the commit its work starts from. */
export interface StrictAttempt extends Attempt {
  readonly base: string;
  /** Proposals the base holds that have not landed; work on them can only be proposed. */
  readonly restsOn: readonly string[];
}

/** One worker run in a checkout of its own, and all that follows up to requeue, quarantine, proposal or landing. */
export async function runStrictAttempt(
  session: Session,
  taskId: string,
  number: number,
  wallMs: number,
): Promise<void> {
  const { repository, goal } = strictOf(session);
  const task = findTask(session.state, taskId);
  if (task === undefined) return;
  const dispatched = dispatch(session, task, number, wallMs, repository.readRef(goal.target));
  const kept = await attemptWork(session, dispatched);
  session.checkpoint();
  if (goal.keep_workspaces === 'always' || (kept && goal.keep_workspaces === 'failed')) return;
  rmSync(join(dispatched.folder, 'work'), { recursive: true, force: true });
}

/** Returns whether the work is worth a look: it did not get through. */
async function attemptWork(session: Session, dispatched: Attempt): Promise<boolean> {
  const { repository, goal } = strictOf(session);
  const holder = repository.readRef(effectRef(dispatched.key));
  if (holder !== null) {
    rejectEffect(session, dispatched, dispatched.key, holder);
    return false;
  }
  const found = await findBase(session, dispatched);
  if (!found.ok) {
    settleAttempt(session, dispatched, 1, { what: found.detail, retryable: false });
    return false;
  }
  const attempt: StrictAttempt = { ...dispatched, ...found.value };
  if (!(await checkBase(session, attempt))) return false;
  const work = join(attempt.folder, 'work');
  const laidOut = await createCheckout(repository, work, attempt.base);
  if (!laidOut.ok) {
    settleAttempt(session, attempt, 1, { what: `the workspace could not be made: ${laidOut.detail}`, retryable: true });
    return false;
  }
  const worker = await runWorker(session, attempt, {
    argv: workerArguments(goal, attempt.claim),
    cwd: work,
    input: goal.worker.stdin === 'task' ? attempt.claim : undefined,
    hunt: true,
  });
  takeUsage(session, attempt, { due: worker.stopped === null });
  if (putBackIfStopped(session, attempt, worker.stopped)) return false;
  if (deferAttempt(session, attempt, worker)) return false;
  const failure = workerFailure(goal, worker);
  if (failure !== null) {
    settleAttempt(session, attempt, worker.exit ?? 1, { what: failure, retryable: true });
    return true;
  }
  const frozen = await reviewWork(session, attempt, work);
  if (frozen === null) return true;
  const verdict = await verifyTree(session, attempt, frozen.tree, 'verify');
  if (putBackIfStopped(session, attempt, verdict.stopped)) return false;
  if (!verdict.passed) {
    settleAttempt(session, attempt, verdict.exit, { what: 'verify failed', retryable: true });
    return true;
  }
  await landStrict(session, attempt, frozen);
  return findTask(session.state, attempt.task)?.status !== 'done';
}

function workerArguments({ worker }: StrictGoal, claim: string): readonly [string, ...string[]] {
  const [program = '', ...parameters] = worker.argv.map((word) => (word === taskToken ? claim : word));
  return [program, ...parameters];
}

function workerFailure({ worker }: StrictGoal, result: CommandResult): string | null {
  if (result.spawnError !== undefined) return `the worker could not be started: ${result.spawnError}`;
  if (result.stopped === 'timeout') return 'the worker ran out of time';
  if (!worker.must_exit_zero || result.exit === 0) return null;
  return `the worker failed (${result.exit === null ? (result.signal ?? 'no exit code') : `exit code ${result.exit}`})`;
}
