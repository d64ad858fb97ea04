import type { Attempt } from '../attempt.ts';
import { commitMessage } from '../core/commit-message.ts';
import { findTask } from '../core/driver-state.ts';
import type { Session } from '../session.ts';
import type { GitStep } from './strict-repository.ts';
import { strictOf } from './strict-session.ts';

/**
 * The commit an attempt starts from: the target, and on top of it the proposals of the tasks it needs where those
 * have not landed. Journals what it found. A conflict between two proposals is for people.
 */
export async function findBase(
  session: Session,
  attempt: Attempt,
): Promise<GitStep<{ readonly base: string; readonly restsOn: readonly string[] }>> {
  const { repository, goal } = strictOf(session);
  let base = repository.readRef(goal.target);
  if (base === null) return { ok: false, detail: `${goal.target} has no commit to start from` };
  const restsOn: string[] = [];
  for (const need of findTask(session.state, attempt.task)?.needs ?? []) {
    const landing = findTask(session.state, need)?.landing;
    if (landing?.kind !== 'proposed' || landing.commit === undefined) continue;
    if (await repository.isAncestor(landing.commit, base)) continue;
    restsOn.push(need);
    if (await repository.isAncestor(base, landing.commit)) {
      base = landing.commit;
      continue;
    }
    const merged = await repository.mergeTree(base, landing.commit);
    if (!merged.ok) return { ok: false, detail: `the proposals it needs conflict with each other (${need})` };
    const message = commitMessage(attempt.task, attempt.attempt, attempt.key);
    const commit = await repository.commitTree(merged.value, [base, landing.commit], `merge of ${need}\n\n${message}`);
    if (!commit.ok) return commit;
    base = commit.value;
  }
  session.record({
    event: 'workspace_ready',
    task: attempt.task,
    attempt: attempt.attempt,
    base,
    rests_on: restsOn,
  });
  return { ok: true, value: { base, restsOn } };
}
