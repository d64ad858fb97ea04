import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { contractDigest } from '../core/contract-digest.ts';
import { idempotencyKey } from '../core/idempotency-key.ts';
import type { JournalEntry } from '../core/journal-entry.ts';
import type { OverrideEntry, OverrideRequest } from '../core/override-entry.ts';
import { DriverError } from '../errors.ts';
import { readLockHolder } from '../goal-lock.ts';
import { readGoal } from '../read-goal.ts';
import { readJournal } from '../read-journal.ts';
import { locateState } from '../locate-state.ts';
import type { StatePaths } from '../state-paths.ts';
import { appendOverride } from './append-override.ts';
import { readOperatorSigner } from './operator-key.ts';
import { overridePath } from './override-path.ts';

export interface RequestOverrideOptions {
  /** Who asks; the account's name by default. */
  readonly actor?: string;
  readonly reason?: string;
  /** Ed25519 private key (JWK file) to sign with. */
  readonly keyPath?: string;
  /** Folder of operators' logs, when it is not beside the goal. */
  readonly operatorFolder?: string;
  /** How long to wait for a running driver to say that it holds; 5000 ms by default. */
  readonly waitMs?: number;
}

/** What became of a request. `not-running`: it holds from the next start on. `unconfirmed`: a driver runs and has not answered in time. */
export interface OverrideResult {
  readonly request: OverrideEntry;
  readonly path: string;
  readonly outcome: 'effective' | 'not-running' | 'unconfirmed' | 'refused';
  /** From the request to the driver's receipt; null when there is none. */
  readonly latencyMs: number | null;
}

/** What a person asks for; `approve` names the task and how long, the rest is looked up. */
export type OperatorRequest =
  | { readonly command: 'pause' | 'halt' | 'revoke' }
  | { readonly command: 'resume'; readonly acceptLoss?: boolean }
  | { readonly command: 'dial'; readonly level: number }
  | { readonly command: 'approve'; readonly task: string; readonly validForSeconds: number }
  | { readonly command: 'ack'; readonly alert: string };

const defaultWaitMs = 5000;

/**
 * Writes a request into the operator's log, from any process, then waits until a running driver's journal says that it
 * holds and writes that down too. Throws `OVERRIDE_INVALID`, `OVERRIDE_LOG_INVALID`, `OPERATOR_KEY_UNUSABLE`, `LOCKED`.
 */
export async function requestOverride(
  goalPath: string,
  wanted: OperatorRequest,
  options: RequestOverrideOptions = {},
): Promise<OverrideResult> {
  const paths = locateState(goalPath);
  const path = overridePath(paths, options.operatorFolder);
  const signer = options.keyPath === undefined ? undefined : readOperatorSigner(options.keyPath);
  const common = { goal_file: paths.goalName, actor: options.actor ?? accountName() };
  const request = resolveRequest(paths, wanted);
  const reason = (options.reason ?? '').slice(0, 2000).toWellFormed();
  const event = { event: 'override_requested', request, reason, ...common };
  const entry = await appendOverride({ path, event, signer });
  const answer = await waitForAnswer(paths, entry, options.waitMs ?? defaultWaitMs);
  if (answer === 'unconfirmed' || answer === 'refused')
    return { request: entry, path, outcome: answer, latencyMs: null };
  const running = answer !== 'not-running';
  const latencyMs = running && answer.event === 'override_effective' ? answer.latency_ms : 0;
  await appendOverride({
    path,
    signer,
    event: {
      event: 'override_effective',
      of: entry.digest,
      command: wanted.command,
      journal_digest: running ? answer.digest : null,
      latency_ms: latencyMs,
      ...common,
    },
  });
  return {
    request: entry,
    path,
    outcome: running ? 'effective' : 'not-running',
    latencyMs: running ? latencyMs : null,
  };
}

function resolveRequest(paths: StatePaths, wanted: OperatorRequest): OverrideRequest {
  switch (wanted.command) {
    case 'pause':
    case 'halt':
      return { command: wanted.command };
    case 'ack':
      return { command: 'ack', alert: wanted.alert };
    case 'dial':
      return { command: 'dial', level: wanted.level };
    case 'resume': {
      const seen = readJournal(paths.journal).entries.findLast((entry) => entry.event === 'override_requested');
      const accepts = wanted.acceptLoss === true && seen !== undefined ? { accepts_loss: seen.request } : {};
      return { command: 'resume', ...accepts };
    }
    case 'revoke': {
      const { contract } = readGoal(paths.goal).goal;
      if (contract === null || contract === undefined)
        throw new DriverError('OVERRIDE_INVALID', `${paths.goal} has no contract that could be revoked`);
      return { command: 'revoke', contract: contractDigest(contract) };
    }
    case 'approve':
      return approve(paths, wanted.task, wanted.validForSeconds);
  }
}

function approve(paths: StatePaths, taskId: string, validForSeconds: number): OverrideRequest {
  const { goal } = readGoal(paths.goal);
  const task = goal.tasks.find(({ id }) => id === taskId);
  if (task === undefined) {
    const known = goal.tasks.map(({ id }) => id).slice(0, 20);
    throw new DriverError('OVERRIDE_INVALID', `there is no task ${taskId}; the goal has ${known.join(', ')}`);
  }
  return {
    command: 'approve',
    task: task.id,
    idempotency_key: idempotencyKey(goal.goal, { id: task.id, claim: task.goal }),
    expires_at: new Date(Date.now() + validForSeconds * 1000).toISOString(),
  };
}

type Answer = JournalEntry | 'not-running' | 'unconfirmed' | 'refused';

async function waitForAnswer(paths: StatePaths, entry: OverrideEntry, waitMs: number): Promise<Answer> {
  const deadlineMs = performance.now() + waitMs;
  for (;;) {
    // Asked before the journal is read: a driver that ends in between has written its receipt by then.
    const running = readLockHolder(paths.lock) !== null;
    const answer = findAnswer(paths.journal, entry.digest);
    if (answer !== undefined) return answer;
    if (!running) return 'not-running';
    if (performance.now() >= deadlineMs) return 'unconfirmed';
    await delay(20);
  }
}

function findAnswer(journalPath: string, digest: string): Answer | undefined {
  if (!existsSync(journalPath) || !readFileSync(journalPath, 'latin1').includes(digest)) return undefined;
  const { entries } = readJournal(journalPath);
  for (const entry of entries.toReversed()) {
    if (entry.event === 'override_effective' && entry.request === digest) return entry;
    if (entry.event === 'override_requested' && entry.request === digest && !entry.accepted) return 'refused';
  }
  return undefined;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
