import { dirname, join } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { formatCheckpoint, type Checkpoint } from '../core/log/checkpoint.ts';
import { maximumEntryBytes } from '../core/log/entry-bundle.ts';
import { createLogEntry } from '../core/log/log-entry.ts';
import { hashLeaf, treeRoot } from '../core/log/merkle-tree.ts';
import { tileWidth } from '../core/log/tile-path.ts';
import { isEqual } from '../core/log/verify-merkle-proof.ts';
import type { SignedAar } from '../core/record-schema.ts';
import { AarError } from '../errors.ts';
import { signNote, type LogKey } from './log-key.ts';
import { realDisk, type LogDisk } from './log-disk.ts';
import { acquireLogLock } from './log-lock.ts';
import {
  checkpointFile,
  type SignedCheckpoint,
  damaged,
  parseSignedCheckpoint,
  readCheckpoint,
  readEntries,
  storedHashes,
} from './log-store.ts';
import { createLogView, noLog, type LogView } from './log-view.ts';
import { verifyCheckpoint } from './verify-checkpoint.ts';
import { removePartialTiles, writeTiles } from './write-tiles.ts';

/** Where a log is and the key that signs it. */
export interface OpenLogOptions {
  readonly directory: string;
  readonly key: LogKey;
}

/** A log that this process writes to, until it is closed. Calls block until everything is on disk. */
export interface TransparencyLog extends LogView, Disposable {
  /** Appends records under one new checkpoint. When it returns they are acknowledged: no crash loses them. Returns their indexes. */
  append(records: readonly SignedAar[]): readonly number[];
  close(): void;
}

/** Makes an empty log in a new folder, with a signed checkpoint of size 0. Throws `FILE_EXISTS` when there is one. */
export function createLog(options: OpenLogOptions): void {
  createLogOn(realDisk, options);
}

/**
 * Opens a log for writing, after repair of what a crash left. Throws `LOG_LOCKED` while another process writes,
 * `LOG_DAMAGED`, and `LOG_ROLLED_BACK` when the key has signed a tree that is larger or another than what lies there.
 */
export function openLog(options: OpenLogOptions): TransparencyLog {
  return openLogOn(realDisk, options);
}

/** {@link createLog} on any disk. */
export function createLogOn(disk: LogDisk, { directory, key }: OpenLogOptions): void {
  disk.makeFolder(directory);
  const lock = acquireLogLock(join(directory, 'lock'));
  try {
    for (const path of [join(directory, checkpointFile), key.guardFile]) {
      if (disk.read(path) !== null) {
        throw new AarError('FILE_EXISTS', `${escapeForeign(path)} exists; a new log takes a new folder and a new key`);
      }
    }
    publish(disk, directory, key, { origin: key.origin, size: 0, root: treeRoot(0, noHashes) });
  } finally {
    lock.release();
  }
}

/** {@link openLog} on any disk. */
export function openLogOn(disk: LogDisk, { directory, key }: OpenLogOptions): TransparencyLog {
  if (disk.read(join(directory, checkpointFile)) === null) {
    throw noLog(directory);
  }
  const lock = acquireLogLock(join(directory, 'lock'));
  try {
    let state = recover(disk, directory, key);
    // After a failed write nobody knows what is on disk; only a fresh start may sign again.
    let broken = false;
    const close = (): void => lock.release();
    return Object.assign(
      createLogView(disk, directory, () => state),
      {
        append(records: readonly SignedAar[]): readonly number[] {
          if (broken) throw damaged(directory, 'an earlier write failed; close it and open it again');
          const { size } = state.checkpoint;
          const entries = records.map((record) => checkedEntry(record, key.origin));
          if (entries.length > 0) {
            broken = true;
            writeTiles(disk, directory, size, entries);
            const newSize = size + entries.length;
            const root = treeRoot(newSize, storedHashes(disk, directory, newSize));
            state = publish(disk, directory, key, { origin: key.origin, size: newSize, root });
            broken = false;
            removePartialTiles(disk, directory, size, newSize);
          }
          return entries.map((_, at) => size + at);
        },
        close,
        [Symbol.dispose]: close,
      },
    );
  } catch (error) {
    lock.release();
    throw error;
  }
}

const noHashes = (): never => {
  throw new RangeError('an empty tree has no hashes');
};

/** The state to go on from. A checkpoint that was signed but not yet put into place is put there now. */
function recover(disk: LogDisk, directory: string, key: LogKey): SignedCheckpoint {
  const published = readCheckpoint(disk, directory);
  const guard = disk.read(key.guardFile);
  if (published === null) throw damaged(directory, 'there is no checkpoint');
  if (guard === null) {
    throw new AarError(
      'LOG_ROLLED_BACK',
      `${escapeForeign(key.guardFile)} is missing, so nobody knows what the key has signed; restore it (the newest checkpoint that is known anywhere)`,
    );
  }
  const signed = parseSignedCheckpoint(Buffer.from(guard).toString('utf8'), key.guardFile);
  const policy = { logs: [key.publicKey], witnesses: [], quorum: 'none' } as const;
  for (const { note } of [published, signed]) {
    if (!verifyCheckpoint(note, policy).ok)
      throw damaged(directory, `a checkpoint is not signed by the key of ${escapeForeign(key.origin)}`);
  }
  requireTree(disk, directory, published.checkpoint);
  try {
    requireTree(disk, directory, signed.checkpoint);
  } catch (cause) {
    throw new AarError(
      'LOG_ROLLED_BACK',
      `the key has signed ${signed.checkpoint.size} entries, the log ${escapeForeign(directory)} holds ${published.checkpoint.size} or others; restore the newest copy`,
      { cause },
    );
  }
  requireLastBundle(disk, directory, published.checkpoint.size);
  const newest = signed.checkpoint.size > published.checkpoint.size ? signed : published;
  put(disk, key.guardFile, newest.note);
  put(disk, join(directory, checkpointFile), newest.note);
  return newest;
}

function requireTree(disk: LogDisk, directory: string, { size, root }: Checkpoint): void {
  if (!isEqual(treeRoot(size, storedHashes(disk, directory, size)), root))
    throw damaged(directory, 'its tiles do not give the root that was signed');
}

/** The entries that a next write carries over are the ones that were hashed. */
function requireLastBundle(disk: LogDisk, directory: string, size: number): void {
  const bundle = Math.floor(size / tileWidth);
  if (size % tileWidth === 0) return;
  const hashes = storedHashes(disk, directory, size);
  const entries = readEntries(disk, directory, bundle, size);
  if (!entries.every((entry, at) => isEqual(hashLeaf(entry), hashes(0, bundle * tileWidth + at)))) {
    throw damaged(directory, 'the last entries are not the ones in the tree');
  }
}

/** Signs and publishes. The key's own note of it comes first: from then on no smaller tree is signed. */
function publish(disk: LogDisk, directory: string, key: LogKey, checkpoint: Checkpoint): SignedCheckpoint {
  const note = signNote(formatCheckpoint(checkpoint), key);
  put(disk, key.guardFile, note);
  put(disk, join(directory, checkpointFile), note);
  return { note, checkpoint };
}

function put(disk: LogDisk, path: string, text: string): void {
  disk.put(path, Buffer.from(text, 'utf8'));
  disk.syncFolder(dirname(path));
}

function checkedEntry(record: SignedAar, origin: string): Uint8Array {
  if (record.log?.['origin'] !== origin) {
    throw new AarError(
      'LOG_NOT_NAMED',
      `the record's "log" does not name this log, ${escapeForeign(origin)}; set it before signing`,
    );
  }
  const entry = createLogEntry(record);
  if (entry.length > maximumEntryBytes)
    throw new AarError('INPUT_TOO_LARGE', 'the signer of the record is too long for an entry');
  return entry;
}
