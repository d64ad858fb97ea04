import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askGate, recordGate } from './ask-gate.ts';
import type { Attempt } from './attempt.ts';
import { commitMessage } from './core/commit-message.ts';
import { findImmutableTouched, isRatified } from './core/contract.ts';
import { contractDigest } from './core/contract-digest.ts';
import type { Goal } from './core/goal-schema.ts';
import { findSuspiciousPaths } from './core/suspicious-paths.ts';
import { gitEnvironment } from './git.ts';
import type { FrozenTree, WorkspaceResult } from './in-place-workspace.ts';
import { lastWord, type LastWord } from './operator/last-word.ts';
import { readGoal } from './read-goal.ts';
import { settleAttempt } from './settle-attempt.ts';
import { runCommand } from './run-command.ts';
import type { Session } from './session.ts';
import { writeState } from './write-state.ts';

/** The only way to a lasting change: gate, contract and operator are asked here, then exactly the frozen tree is committed. */
export async function landWork(
  session: Session,
  attempt: Attempt,
  frozen: WorkspaceResult<FrozenTree> | null,
): Promise<void> {
  const { goal } = session.parsed;
  const of = { task: attempt.task, attempt: attempt.attempt };
  await session.governor.untilRunning(session.signal);
  if (session.governor.signal.aborted) {
    putBack(session, attempt);
    return;
  }
  const rollbackRef = await findRollback(session, attempt);
  const gate = askGate(session, attempt, rollbackRef);
  recordGate(session, attempt, gate, rollbackRef);
  session.record(
    {
      event: 'verified',
      ...of,
      verify_exit: 0,
      verifier_id: goal.verify_cmd ?? '',
      idempotency_key: attempt.key,
      autonomy_used: gate.mode,
      why: gate.why,
    },
    { durable: true },
  );
  if (gate.mode !== 'commit' || frozen === null) return;
  const refusal = await findRefusal(session, attempt);
  if (refusal !== null) {
    deny(session, attempt, refusal);
    return;
  }
  if (!frozen.ok) {
    fail(session, attempt, frozen.reason, frozen.detail);
    return;
  }
  await commitTree(session, attempt, frozen.value.tree);
}

/** The commit the attempt began on, when HEAD can return to it. */
async function findRollback(session: Session, attempt: Attempt): Promise<string | null> {
  if (session.parsed.goal.mode !== 'commit' || !attempt.reversible || attempt.base === null) return null;
  return (await session.workspace.canReturnTo(attempt.base)) ? attempt.base : null;
}

/** Why the commit must not happen although the gate allowed it: contract, or what the operator did to the goal file since. */
async function findRefusal(session: Session, attempt: Attempt): Promise<string | null> {
  const { contract } = session.parsed.goal;
  if (!isRatified(contract)) return 'contract_not_ratified';
  let current: Goal;
  try {
    current = readGoal(session.paths.goal).goal;
  } catch {
    return 'goal_file_unreadable';
  }
  if (!isRatified(current.contract)) {
    const why = 'the goal file does not ratify it any more';
    if (contract) {
      session.record({ event: 'contract_revoked', contract: contractDigest(contract), actor: 'goal file', why });
    }
    return 'contract_revoked';
  }
  const gate = askGate(session, attempt, await findRollback(session, attempt), { goal: current });
  return gate.mode === 'commit' ? null : 'autonomy_lowered';
}

async function commitTree(session: Session, attempt: Attempt, tree: string): Promise<void> {
  const { workspace } = session;
  const of = { task: attempt.task, attempt: attempt.attempt };
  const head = workspace.head();
  const changed = await workspace.changedPaths(head, tree);
  if (!changed.ok) {
    fail(session, attempt, changed.reason, changed.detail);
    return;
  }
  if (changed.value.length === 0) {
    session.record({ event: 'commit_skipped', ...of, reason: 'empty_diff' }, { durable: true });
    return;
  }
  const untouchable = findImmutableTouched(changed.value, session.parsed.goal.contract?.immutable ?? []);
  if (untouchable.length > 0) {
    deny(session, attempt, `immutable_touched: ${untouchable.slice(0, 5).join(', ')}`);
    return;
  }
  const suspicious = findSuspiciousPaths(changed.value);
  if (suspicious.length > 0) {
    session.warn(
      'SECRETS_IN_COMMIT',
      `task ${attempt.task}: the commit holds ${suspicious.slice(0, 5).join(', ')}; list such files in .gitignore`,
    );
  }
  const staged = await workspace.stage(tree);
  if (!staged.ok) {
    fail(session, attempt, staged.reason, staged.detail);
    return;
  }
  await commitIndex(session, attempt, head, tree);
}

/** Commits what is staged and reads back what git made of it; a pause that comes in between makes it begin again. */
async function commitIndex(session: Session, attempt: Attempt, head: string | null, tree: string): Promise<void> {
  const of = { task: attempt.task, attempt: attempt.attempt };
  const messagePath = join(attempt.folder, 'commit-message');
  writeState(messagePath, () => {
    writeFileSync(messagePath, commitMessage(attempt.task, attempt.attempt, attempt.key));
  });
  for (;;) {
    const said = await session.governor.mutate(async (signal) => {
      const word = lastWord(session, attempt, attempt.base);
      if (word !== 'go') return word;
      session.record({ event: 'commit_intent', ...of, base: head, tree, key: attempt.key }, { durable: true });
      return runCommit(session, attempt, { head, messagePath, signal });
    });
    switch (said.kind) {
      case 'wait':
        await session.governor.untilRunning(session.signal);
        continue;
      case 'stop':
        putBack(session, attempt);
        return;
      case 'refuse':
        deny(session, attempt, said.why);
        return;
      case 'failed':
        fail(session, attempt, 'git_commit', said.why);
        return;
      case 'landed':
        if (said.landed.tree !== tree) {
          session.warn(
            'COMMIT_TREE_DIFFERS',
            `task ${attempt.task}: a commit hook changed the tree after it was verified (${tree} became ${said.landed.tree})`,
          );
        }
        session.record({ event: 'commit', ...of, ...said.landed, recovered: false }, { durable: true });
        return;
    }
  }
}

type CommitResult =
  | { readonly kind: 'landed'; readonly landed: { readonly commit: string; readonly tree: string } }
  | { readonly kind: 'failed'; readonly why: string };

async function runCommit(
  session: Session,
  attempt: Attempt,
  { head, messagePath, signal }: { head: string | null; messagePath: string; signal: AbortSignal },
): Promise<CommitResult | Exclude<LastWord, 'go'>> {
  session.options.probe?.('commit:before');
  const result = await runCommand({
    argv: ['git', 'commit', '--quiet', '--file', messagePath],
    cwd: session.workspace.repository?.top ?? session.repo,
    env: { ...session.gitEnvironment, ...gitEnvironment },
    runKey: attempt.runKey,
    folder: attempt.folder,
    files: { stdout: 'commit-stdout', stderr: 'commit-stderr' },
    outputBytes: session.outputBytes,
    deadline: { afterMs: session.parsed.goal.verify_timeout_seconds * 1000, because: 'timeout' },
    graceMs: session.graceMs,
    signal,
    hunt: false,
    onSpawn: () => session.options.probe?.('commit:spawned'),
  });
  session.options.probe?.('commit:after');
  const landed = await session.workspace.findLanded(head, attempt.key);
  if (landed !== null) return { kind: 'landed', landed };
  // Ended by a halt, a pause or a lower dial: asked again, which says what that means for the task.
  if (result.stopped === 'operator') return { kind: 'wait' };
  const said = Buffer.concat([result.stdout.tail, result.stderr.tail]).toString('utf8').trim();
  const ending =
    result.stopped ?? (result.exit === null ? String(result.signal ?? result.spawnError) : `exit code ${result.exit}`);
  return { kind: 'failed', why: `${ending}: ${said.slice(-300)}`.toWellFormed() };
}

/** The attempt has no verdict; its number is used again. */
function putBack(session: Session, attempt: Attempt): void {
  session.record(
    {
      event: 'interrupted',
      task: attempt.task,
      attempt: attempt.attempt,
      reason: 'stopped',
      given_back: true,
      processes_ended: 0,
      wall_ms: session.wallMs(),
    },
    { durable: true },
  );
}

function deny(session: Session, attempt: Attempt, reason: string): void {
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record({ event: 'commit_denied', ...of, reason: reason.toWellFormed() }, { durable: true });
  session.alert(
    'commit',
    attempt.task,
    `commit of task ${attempt.task} DENIED on '${session.parsed.goal.goal}': ${reason}`,
  );
}

function fail(session: Session, attempt: Attempt, reason: string, detail: string): void {
  const retryable = reason === 'git_commit' || reason === 'git_failed';
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record(
    { event: 'commit_failed', ...of, reason, retryable, detail: detail.toWellFormed() },
    { durable: true },
  );
  settleAttempt(session, attempt, 0, { what: `commit failed (${reason})`, retryable });
}
