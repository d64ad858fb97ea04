import type { AttemptState } from '../core/driver-state.ts';
import { effectRef } from '../core/idempotency-key.ts';
import type { Session } from '../session.ts';
import { strictOf } from './strict-session.ts';

/**
 * Finds out what became of a landing that a dead driver had announced. The ref is the truth: where it holds the commit
 * the landing is completed, where it does not the effect's key is given free again. Returns whether it had landed.
 */
export async function recoverLanding(session: Session, { task, attempt, intent }: AttemptState): Promise<boolean> {
  if (intent?.ref === undefined || intent.commit === undefined) return false;
  const { repository, goal } = strictOf(session);
  const { ref, commit, tree, key } = intent;
  const effect = effectRef(key);
  const stands = repository.readRef(ref);
  const landed = stands !== null && (await repository.isAncestor(commit, stands));
  const taken = repository.readRef(effect);
  if (!landed) {
    if (taken === commit) await repository.deleteRef(effect, commit);
    return false;
  }
  if (taken === null) await repository.moveRefs([{ ref: effect, from: null, to: commit }], `machinist: ${task}`);
  if (ref === goal.target) {
    if (intent.base !== null && stands === commit) await repository.followCheckout(ref, intent.base, commit);
    session.record({ event: 'commit', task, attempt, commit, tree, recovered: true }, { durable: true });
  } else {
    const patch = `proposals/${task}.patch`;
    session.record({ event: 'proposed', task, attempt, commit, tree, branch: ref, patch }, { durable: true });
  }
  return true;
}
