import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './core/canonical-json.ts';
import { checkpointDigest, checkpointMessage, type JournalCheckpoint } from './core/journal-checkpoint.ts';
import { isJsonObject } from './core/json-value.ts';
import type { ParsedJournal } from './core/parse-journal.ts';
import { locateState } from './locate-state.ts';
import { readCheckpoints } from './read-checkpoints.ts';
import { readJournal } from './read-journal.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

/** What the public key alone says of a goal's journal and records. */
export interface LogReport {
  /** True when every signed statement holds and covers what is there. */
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  /** Entries that a signature covers; those after them only hang on the chain. */
  readonly covered: number;
  readonly records: number;
  /** True when the last signed statement says that the goal was complete: then nothing was cut off at the end either. */
  readonly closed: boolean;
  readonly problems: readonly string[];
}

/**
 * Verifies journal, signed checkpoints and records of a goal with nothing but a public key (the member x of its JWK).
 * Reads files only; what is wrong is in `problems`. Throws `GOAL_UNREADABLE` when there is no such goal file.
 */
export function verifyLog(goalPath: string, publicKey: string): LogReport {
  const paths = locateState(goalPath);
  const journal = readJournal(paths.journal);
  const { checkpoints, badLine } = readCheckpoints(paths.checkpoints);
  const problems: string[] = [];
  if (journal.problem !== null) problems.push(`journal line ${journal.problem.line} ${journal.problem.message}`);
  if (badLine !== null) problems.push(`checkpoint line ${badLine} is no checkpoint`);
  if (checkpoints.length === 0) problems.push('there is no signed checkpoint: nothing says who wrote this journal');
  let previous: JournalCheckpoint | undefined;
  for (const [index, checkpoint] of checkpoints.entries()) {
    const found = checkpointProblem(checkpoint, previous, journal, publicKey);
    if (found !== null) problems.push(`checkpoint ${index + 1} ${found}`);
    previous = checkpoint;
  }
  const records = recordProblems(journal, paths.state);
  problems.push(...records.problems);
  const last = checkpoints.at(-1);
  const signedRecords = journal.entries.filter(
    (entry) => entry.event === 'record' && entry.record_sha256 !== undefined && entry.seq <= (last?.entries ?? 0),
  ).length;
  if (last !== undefined && signedRecords !== last.records)
    problems.push(`the last checkpoint counts ${last.records} records, the journal has ${signedRecords} by then`);
  return {
    ok: problems.length === 0,
    entries: journal.head.entries,
    checkpoints: checkpoints.length,
    covered: last?.entries ?? 0,
    records: records.count,
    closed: last?.closed === true && last.entries === journal.head.entries,
    problems,
  };
}

function checkpointProblem(
  checkpoint: JournalCheckpoint,
  previous: JournalCheckpoint | undefined,
  journal: ParsedJournal,
  publicKey: string,
): string | null {
  if (checkpoint.public_key !== publicKey) return 'was signed with another key';
  if (!verifyEd25519(publicKey, checkpointMessage(checkpoint), checkpoint.signature))
    return 'has a signature that does not hold';
  if (checkpoint.prev !== (previous === undefined ? null : checkpointDigest(previous)))
    return 'does not follow the one before it';
  if (checkpoint.entries < (previous?.entries ?? 0)) return 'goes back';
  if (journal.digests[checkpoint.entries - 1] !== checkpoint.digest)
    return `saw ${checkpoint.entries} entries that this journal does not have`;
  const entry = journal.entries.find(({ seq }) => seq === checkpoint.entries);
  if (
    entry !== undefined &&
    (entry.deployment_id !== checkpoint.deployment_id || entry.scope_id !== checkpoint.scope_id)
  )
    return 'belongs to another deployment';
  return null;
}

/** Every record the journal names must be there as it was, each pointing to the one before. */
function recordProblems(
  journal: ParsedJournal,
  state: string,
): { readonly count: number; readonly problems: string[] } {
  const problems: string[] = [];
  let prior: string | undefined;
  let count = 0;
  for (const entry of journal.entries) {
    if (entry.event !== 'record' || entry.record_sha256 === undefined || entry.path === null) continue;
    count += 1;
    const record = readRecord(join(state, entry.path));
    if (record === undefined) problems.push(`record ${entry.path} is missing or no record`);
    else if (recordDigest(record) !== entry.record_sha256)
      problems.push(`record ${entry.path} is not the one that was written`);
    else if (record['prior'] !== undefined && record['prior'] !== prior)
      problems.push(`record ${entry.path} does not follow the one before it`);
    prior = entry.record_sha256;
  }
  return { count, problems };
}

function readRecord(path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 (base64url) over the canonical JSON of a record, its signature included, without annotations. */
export function recordDigest(record: Readonly<Record<string, unknown>>): string | undefined {
  const plain = Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith('_')));
  try {
    return createHash('sha256')
      .update(canonicalJson(JSON.parse(JSON.stringify(plain))))
      .digest('base64url');
  } catch {
    return undefined;
  }
}
