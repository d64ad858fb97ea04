import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { escapeForeign } from '../core/escape-foreign.ts';
import { AarError } from '../errors.ts';
import { systemCode } from '../read-bounded-file.ts';

/** The file operations of a log, each of which may be the last that a process gets to do. */
export interface LogDisk {
  /** Bytes of a file, or null when there is none. */
  read(path: string): Uint8Array | null;
  /** Puts a file into place whole and on disk: draft, fsync, rename. Its folder is not synced. */
  put(path: string, bytes: Uint8Array): void;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): void;
  makeFolder(path: string): void;
  /** Removes a file or folder if it is there. */
  remove(path: string): void;
}

/** The real disk. Throws `FILE_UNREADABLE` and `FILE_UNWRITABLE`. */
export const realDisk: LogDisk = {
  read(path) {
    try {
      return readFileSync(path);
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return null;
      throw new AarError('FILE_UNREADABLE', `${escapeForeign(path)} cannot be read (${systemCode(cause)})`, { cause });
    }
  },
  put(path, bytes) {
    writing(path, () => {
      const draft = `${path}.draft`;
      // A draft that a dead writer left behind is overwritten: there is one writer at a time.
      const file = openSync(draft, 'w', 0o644);
      try {
        let at = 0;
        while (at < bytes.length) at += writeSync(file, bytes, at);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
    });
  },
  syncFolder(path) {
    writing(path, () => {
      const folder = openSync(path, 'r');
      try {
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
    });
  },
  makeFolder(path) {
    writing(path, () => {
      const first = mkdirSync(path, { recursive: true });
      if (first === undefined) return;
      // New folders are names in their parents, which have to last too.
      for (let folder = path; folder.length >= first.length; folder = dirname(folder))
        realDisk.syncFolder(dirname(folder));
    });
  },
  remove(path) {
    writing(path, () => {
      rmSync(path, { recursive: true, force: true });
    });
  },
};

function writing(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (AarError.isInstance(cause)) throw cause;
    throw new AarError('FILE_UNWRITABLE', `${escapeForeign(path)} cannot be written (${systemCode(cause)})`, { cause });
  }
}
