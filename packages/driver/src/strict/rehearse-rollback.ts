import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git.ts';
import type { Session } from '../session.ts';
import { createCheckout } from './create-checkout.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/**
 * The commit to return to, once a return to it has been made and what came out is its tree, byte for byte; else null.
 * Nothing is rehearsed for work that nobody called reversible or that will not land.
 */
export async function rehearseRollback(
  session: Session,
  attempt: StrictAttempt,
  tree: string,
  target: string | null,
): Promise<string | null> {
  const { goal } = strictOf(session);
  if (goal.mode !== 'commit' || !attempt.reversible || target === null) return null;
  const reference = goal.tasks.find(({ id }) => id === attempt.task)?.rollback_ref ?? target;
  const problem = await tryReturn(session, attempt, { tree, target, reference });
  session.record({
    event: 'rollback_rehearsed',
    task: attempt.task,
    attempt: attempt.attempt,
    rollback_ref: reference,
    ok: problem === null,
    detail: problem ?? '',
  });
  return problem === null ? reference : null;
}

async function tryReturn(
  session: Session,
  attempt: StrictAttempt,
  { tree, target, reference }: { readonly tree: string; readonly target: string; readonly reference: string },
): Promise<string | null> {
  const { repository } = strictOf(session);
  const wanted = await repository.treeOf(reference);
  if (!wanted.ok) return 'it does not resolve to a commit';
  if (!(await repository.isAncestor(reference, target))) return 'the target does not come from it';
  const folder = join(attempt.folder, 'rollback');
  try {
    const laidOut = await createCheckout(repository, folder, target, tree);
    if (!laidOut.ok) return laidOut.detail;
    const returned = await git({ ...repository.call, cwd: folder }, 'read-tree', '--reset', '-u', reference);
    if (returned.status !== 'ok') return 'git could not return to it';
    const found = await repository.freeze(folder, join(attempt.folder, 'rollback-index'), reference);
    if (!found.ok) return found.detail;
    return found.value === wanted.value ? null : `the way back ends in ${found.value}, not in ${wanted.value}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(attempt.folder, 'rollback-index'), { force: true });
  }
}
