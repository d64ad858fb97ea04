import { createLogEntry } from '../core/log/log-entry.ts';
import { consistencyProof, hashLeaf, inclusionProof, type NodeHash } from '../core/log/merkle-tree.ts';
import { tileWidth } from '../core/log/tile-path.ts';
import { formatTlogProof } from '../core/log/tlog-proof.ts';
import { isEqual, verifyInclusion } from '../core/log/verify-merkle-proof.ts';
import type { SignedAar } from '../core/record-schema.ts';
import { escapeForeign } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';
import { realDisk, type LogDisk } from './log-disk.ts';
import { damaged, readCheckpoint, readEntries, storedHashes, type SignedCheckpoint } from './log-store.ts';

/** What can be asked of a log. Files that contradict each other throw `LOG_DAMAGED`. */
export interface LogView {
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  /** Signed note of the newest checkpoint. */
  readonly checkpoint: string;
  /** Text of the C2SP tlog-proof of entry `index` under the newest checkpoint; belongs beside the record as `.tlog-proof`. */
  prove(index: number): string;
  /** Index of a record, newest first, or null when the log does not hold it. */
  find(record: SignedAar): number | null;
  /** Hashes that show how the tree of `oldSize` became the present one. */
  proveConsistency(oldSize: number): readonly NodeHash[];
}

/** A log as its files are now, read without its key. The signature of its checkpoint is for those to check who get a proof. */
export function readLog(directory: string): LogView {
  const state = readCheckpoint(realDisk, directory);
  if (state === null) throw noLog(directory);
  return createLogView(realDisk, directory, () => state);
}

/** The error for a folder without a log. */
export function noLog(directory: string): AarError {
  return new AarError('FILE_UNREADABLE', `${escapeForeign(directory)} holds no log; make one with "aar log init"`);
}

/** The view of a log whose newest checkpoint `state` gives. */
export function createLogView(disk: LogDisk, directory: string, state: () => SignedCheckpoint): LogView {
  return {
    get origin() {
      return state().checkpoint.origin;
    },
    get size() {
      return state().checkpoint.size;
    },
    get checkpoint() {
      return state().note;
    },
    prove(index) {
      const { note, checkpoint } = state();
      const { size, root } = checkpoint;
      if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
        throw new AarError('OPTION_INVALID', `the log has no entry ${index}; it holds ${size}`);
      }
      const path = inclusionProof(index, size, storedHashes(disk, directory, size));
      const entry = readEntries(disk, directory, Math.floor(index / tileWidth), size)[index % tileWidth];
      if (entry === undefined || !verifyInclusion({ index, size, leafHash: hashLeaf(entry), proof: path, root })) {
        throw damaged(directory, `its files do not prove entry ${index}`);
      }
      return formatTlogProof({ index, path, checkpoint: note });
    },
    find(record) {
      const entry = createLogEntry(record);
      const { size } = state().checkpoint;
      for (let bundle = Math.ceil(size / tileWidth) - 1; bundle >= 0; bundle -= 1) {
        const at = readEntries(disk, directory, bundle, size).findLastIndex((candidate) => isEqual(candidate, entry));
        if (at !== -1) return bundle * tileWidth + at;
      }
      return null;
    },
    proveConsistency(oldSize) {
      const { size } = state().checkpoint;
      if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size) {
        throw new AarError('OPTION_INVALID', `the log never had ${oldSize} entries; it holds ${size}`);
      }
      return consistencyProof(oldSize, size, storedHashes(disk, directory, size));
    },
  };
}
