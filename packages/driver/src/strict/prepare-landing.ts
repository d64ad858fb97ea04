import { commitMessage } from '../core/commit-message.ts';
import { putBackIfStopped } from '../run-attempt.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import type { FrozenWork } from './review-work.ts';
import { runCommitHook } from './run-commit-hook.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import type { GitStep } from './strict-repository.ts';
import { strictOf } from './strict-session.ts';
import { verifyTree } from './verify-tree.ts';

/** A commit that is ready to be what the target names. */
export interface PreparedLanding {
  readonly onto: string;
  readonly tree: string;
  readonly commit: string;
}

/**
 * Makes the commit. Where the target has moved since the attempt began, the work is merged onto it and what comes out is
 * verified again: nothing lands that the verifier has not seen as it is. Null when the attempt is over.
 */
export async function prepareLanding(
  session: Session,
  attempt: StrictAttempt,
  work: FrozenWork,
  target: string | null,
): Promise<PreparedLanding | null> {
  const { repository } = strictOf(session);
  const message = commitMessage(attempt.task, attempt.attempt, attempt.key);
  const fail = (reason: string, detail: string): null => {
    const of = { task: attempt.task, attempt: attempt.attempt };
    session.record(
      { event: 'commit_failed', ...of, reason, retryable: true, detail: detail.toWellFormed() },
      { durable: true },
    );
    settleAttempt(session, attempt, 0, { what: `commit failed (${reason})`, retryable: true });
    return null;
  };
  if (target === null) return fail('target_gone', 'the target branch does not exist any more');
  let { tree } = work;
  if (target !== attempt.base) {
    const merged = await mergeOnto(session, attempt, work, target);
    if (!merged.ok) return fail('merge_conflict', merged.detail);
    tree = merged.value;
    session.record({ event: 'merged', task: attempt.task, attempt: attempt.attempt, onto: target, tree });
    const verdict = await verifyTree(session, attempt, tree, 'verify-merged');
    if (putBackIfStopped(session, attempt, verdict.stopped)) return null;
    if (!verdict.passed) {
      settleAttempt(session, attempt, verdict.exit, { what: 'verify of the merged tree failed', retryable: true });
      return null;
    }
  }
  const refused = await runCommitHook(session, attempt, target, tree);
  if (refused !== null) return fail('hook', refused);
  const commit = await repository.commitTree(tree, [target], message);
  return commit.ok ? { onto: target, tree, commit: commit.value } : fail('git_failed', commit.detail);
}

async function mergeOnto(
  session: Session,
  attempt: StrictAttempt,
  work: FrozenWork,
  target: string,
): Promise<GitStep<string>> {
  const { repository } = strictOf(session);
  const message = commitMessage(attempt.task, attempt.attempt, attempt.key);
  const onBase = await repository.commitTree(work.tree, [attempt.base], message);
  return onBase.ok ? repository.mergeTree(target, onBase.value) : onBase;
}
