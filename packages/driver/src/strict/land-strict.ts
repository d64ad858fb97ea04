import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { askGate, recordGate } from '../ask-gate.ts';
import { commitMessage } from '../core/commit-message.ts';
import { effectRef, idempotencyKey } from '../core/idempotency-key.ts';
import type { GateDecision } from '../core/gate.ts';
import { lastWord, type LastWord } from '../operator/last-word.ts';
import { putBackIfStopped } from '../run-attempt.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import { writeState } from '../write-state.ts';
import { findStrictRefusal } from './find-strict-refusal.ts';
import { prepareLanding, type PreparedLanding } from './prepare-landing.ts';
import { rejectEffect } from './reject-effect.ts';
import { rehearseRollback } from './rehearse-rollback.ts';
import type { FrozenWork } from './review-work.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import type { GitStep } from './strict-repository.ts';
import { strictOf } from './strict-session.ts';

/** Somebody else may move the target again and again; after so many tries the attempt is a failed one. */
const triesMax = 5;

/**
 * The only way to a lasting change in the strict profile, one attempt at a time: gate, contract and operator are asked,
 * then exactly the verified tree becomes a commit and one ref moves by compare-and-swap, together with the effect's key.
 */
export async function landStrict(session: Session, attempt: StrictAttempt, work: FrozenWork): Promise<void> {
  await strictOf(session).inTurn(async () => {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      if ((await landOnce(session, attempt, work)) === 'settled') return;
    }
    settleAttempt(session, attempt, 0, { what: `the target moved ${triesMax} times during landing`, retryable: true });
  });
}

async function landOnce(session: Session, attempt: StrictAttempt, work: FrozenWork): Promise<'settled' | 'moved'> {
  const { repository, goal } = strictOf(session);
  const of = { task: attempt.task, attempt: attempt.attempt };
  await session.governor.untilRunning(session.signal);
  if (putBackIfStopped(session, attempt, session.signal.aborted ? 'operator' : null)) return 'settled';
  const target = repository.readRef(goal.target);
  if (work.changes.length === 0) {
    verified(session, attempt, { mode: 'propose', why: 'there is nothing to land' });
    session.record({ event: 'commit_skipped', ...of, reason: 'empty_diff' }, { durable: true });
    return 'settled';
  }
  const rollbackRef = await rehearseRollback(session, attempt, work.tree, target);
  const gate = askGate(session, attempt, rollbackRef);
  recordGate(session, attempt, gate, rollbackRef);
  const unlanded = attempt.restsOn.length > 0 && target !== attempt.base;
  const mode = gate.mode === 'commit' && !unlanded ? 'commit' : 'propose';
  const why = unlanded && gate.mode === 'commit' ? `rests on proposals: ${attempt.restsOn.join(', ')}` : gate.why;
  verified(session, attempt, { mode, why });
  if (mode === 'propose') return propose(session, attempt, work);
  const refusal = findStrictRefusal(session, attempt, rollbackRef);
  if (refusal !== null) {
    deny(session, attempt, refusal);
    return 'settled';
  }
  const prepared = await prepareLanding(session, attempt, work, target);
  return prepared === null ? 'settled' : moveTarget(session, attempt, prepared, rollbackRef);
}

function verified(session: Session, attempt: StrictAttempt, gate: Pick<GateDecision, 'mode' | 'why'>): void {
  session.record(
    {
      event: 'verified',
      task: attempt.task,
      attempt: attempt.attempt,
      verify_exit: 0,
      verifier_id: JSON.stringify(strictOf(session).goal.verify.argv),
      idempotency_key: attempt.key,
      autonomy_used: gate.mode,
      why: gate.why,
      settles: false,
    },
    { durable: true },
  );
}

type Moved = Exclude<LastWord, 'go'> | { readonly kind: 'moved'; readonly step: GitStep<null> };

/** Moves the target inside the operator's reach: a pause waits, a halt puts back, a lower dial refuses. */
async function moveTarget(
  session: Session,
  attempt: StrictAttempt,
  prepared: PreparedLanding,
  rollbackRef: string | null,
): Promise<'settled' | 'moved'> {
  const { repository, goal } = strictOf(session);
  const { onto, tree, commit } = prepared;
  const effect = effectRef(attempt.key);
  const of = { task: attempt.task, attempt: attempt.attempt };
  for (;;) {
    const holder = repository.readRef(effect);
    if (holder !== null) {
      rejectEffect(session, attempt, attempt.key, holder);
      return 'settled';
    }
    const said = await session.governor.mutate(async (): Promise<Moved> => {
      const word = lastWord(session, attempt, rollbackRef);
      if (word !== 'go') return word;
      const why = findStrictRefusal(session, attempt, rollbackRef);
      if (why !== null) return { kind: 'refuse', why };
      const intent = { base: onto, tree, key: attempt.key, ref: goal.target, commit };
      session.record({ event: 'commit_intent', ...of, ...intent }, { durable: true });
      session.options.probe?.('commit:before');
      const moves = [
        { ref: goal.target, from: onto, to: commit },
        { ref: effect, from: null, to: commit },
      ];
      return { kind: 'moved', step: await repository.moveRefs(moves, `machinist: ${attempt.task}`) };
    });
    session.options.probe?.('commit:after');
    switch (said.kind) {
      case 'wait':
        await session.governor.untilRunning(session.signal);
        continue;
      case 'stop':
        putBackIfStopped(session, attempt, 'operator');
        return 'settled';
      case 'refuse':
        deny(session, attempt, said.why);
        return 'settled';
      case 'moved':
        return said.step.ok ? landed(session, attempt, prepared) : notMoved(session, attempt, onto, said.step.detail);
    }
  }
}

async function landed(
  session: Session,
  attempt: StrictAttempt,
  { onto, tree, commit }: PreparedLanding,
): Promise<'settled'> {
  const { repository, goal } = strictOf(session);
  const of = { task: attempt.task, attempt: attempt.attempt };
  // Before the receipt: until that is there, a restart does it again.
  const followed = await repository.followCheckout(goal.target, onto, commit);
  session.record({ event: 'commit', ...of, commit, tree, recovered: false }, { durable: true });
  if (!followed.ok) {
    const { detail } = followed;
    session.warn('CHECKOUT_STALE', `${goal.target} moved, the folder it is checked out in could not follow: ${detail}`);
  }
  return 'settled';
}

/** Neither ref moved: the key is taken, the target stands elsewhere, or a hook of the repository said no. */
function notMoved(session: Session, attempt: StrictAttempt, onto: string, detail: string): 'settled' | 'moved' {
  const { repository, goal } = strictOf(session);
  const taken = repository.readRef(effectRef(attempt.key));
  if (taken !== null) {
    rejectEffect(session, attempt, attempt.key, taken);
    return 'settled';
  }
  if (repository.readRef(goal.target) !== onto) return 'moved';
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record({ event: 'commit_failed', ...of, reason: 'ref_refused', retryable: true, detail }, { durable: true });
  settleAttempt(session, attempt, 0, { what: 'commit failed (ref_refused)', retryable: true });
  return 'settled';
}

function deny(session: Session, attempt: StrictAttempt, refusal: string): void {
  const reason = refusal.toWellFormed();
  session.record({ event: 'commit_denied', task: attempt.task, attempt: attempt.attempt, reason }, { durable: true });
  const message = `commit of task ${attempt.task} DENIED on '${session.parsed.goal.goal}': ${reason}`;
  session.alert('commit', attempt.task, message);
}

/** Leaves the work for review: a branch of its own and a patch file. */
async function propose(session: Session, attempt: StrictAttempt, work: FrozenWork): Promise<'settled'> {
  const { repository, goal } = strictOf(session);
  const of = { task: attempt.task, attempt: attempt.attempt };
  const key = idempotencyKey(goal.id, { id: attempt.task, claim: attempt.claim }, 'proposal');
  const branch = `refs/heads/machinist/${goal.id}/${attempt.task}`;
  const message = commitMessage(attempt.task, attempt.attempt, key);
  const commit = await repository.commitTree(work.tree, [attempt.base], message);
  const patch = await repository.patch(attempt.base, work.tree);
  if (!commit.ok || !patch.ok) {
    const detail = commit.ok ? (patch.ok ? '' : patch.detail) : commit.detail;
    session.record({ event: 'commit_failed', ...of, reason: 'git_failed', retryable: true, detail });
    settleAttempt(session, attempt, 0, { what: 'the proposal could not be written (git_failed)', retryable: true });
    return 'settled';
  }
  const patchName = `${attempt.task}.patch`;
  const patchPath = join(session.paths.proposals, patchName);
  writeState(patchPath, () => {
    mkdirSync(session.paths.proposals, { recursive: true });
    writeFileSync(patchPath, patch.value);
  });
  session.record(
    { event: 'commit_intent', ...of, base: attempt.base, tree: work.tree, key, ref: branch, commit: commit.value },
    { durable: true },
  );
  session.options.probe?.('commit:before');
  const moved = await repository.moveRefs(
    [
      { ref: branch, from: null, to: commit.value },
      { ref: effectRef(key), from: null, to: commit.value },
    ],
    `machinist: proposal ${attempt.task}`,
  );
  session.options.probe?.('commit:after');
  if (!moved.ok) {
    rejectEffect(
      session,
      attempt,
      key,
      repository.readRef(effectRef(key)) ?? repository.readRef(branch) ?? moved.detail,
    );
    return 'settled';
  }
  const proposal = { commit: commit.value, tree: work.tree, branch, patch: `proposals/${patchName}` };
  session.record({ event: 'proposed', ...of, ...proposal }, { durable: true });
  return 'settled';
}
