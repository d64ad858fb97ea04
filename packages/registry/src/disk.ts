import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { RegistryError } from './errors.ts';
import { errnoOf, toRegistryError } from './file-system-error.ts';

/** One change that is about to be made to the directory. */
export interface DiskOperation {
  readonly name:
    | 'mkdir'
    | 'create'
    | 'write'
    | 'fsync'
    | 'rename'
    | 'link'
    | 'unlink'
    | 'rmdir'
    | 'truncate'
    | 'remove-tree';
  readonly path: string;
  /** What `write` is about to write. */
  readonly content?: Uint8Array;
}

/** Every way in which this package changes the file system. Synchronous, so that the order is the order of the lines. */
export interface Disk {
  /** Makes a directory, unless one is there; refuses a link or file in its place. */
  makeDirectory(path: string): void;
  /** Writes and syncs a file that must not exist. */
  createFile(path: string, content: Uint8Array): void;
  /** Appends to a file and syncs it; on failure the file has its old length again. */
  append(path: string, content: Uint8Array): void;
  /** Makes a file's content, or a directory's entries, durable. */
  sync(path: string): void;
  rename(from: string, to: string): void;
  /** Second name for a file; false when the name is taken. */
  link(from: string, to: string): boolean;
  unlink(path: string): void;
  /** Removes an empty directory; false when it is not empty or not there. */
  removeEmptyDirectory(path: string): boolean;
  truncate(path: string, size: number): void;
  removeTree(path: string): void;
}

/** The real disk; `beforeOperation` sees every change before it is made. */
export function createDisk(beforeOperation: (operation: DiskOperation) => void = () => {}): Disk {
  const change = <Result>(operation: DiskOperation, effect: () => Result): Result => {
    beforeOperation(operation);
    try {
      return effect();
    } catch (error) {
      throw toRegistryError(error, `${operation.name} ${operation.path}`);
    }
  };
  const writeAll = (descriptor: number, path: string, content: Uint8Array): void => {
    change({ name: 'write', path, content }, () => {
      for (let offset = 0; offset < content.byteLength;) offset += writeSync(descriptor, content, offset);
    });
    change({ name: 'fsync', path }, () => fsyncSync(descriptor));
  };
  return {
    makeDirectory(path) {
      change({ name: 'mkdir', path }, () => unlessErrno(['EEXIST'], () => mkdirSync(path)));
      if (!lstatSync(path).isDirectory()) {
        throw new RegistryError(
          'INTEGRITY_FAILED',
          `${path} is a link or a file where a directory belongs: remove it.`,
        );
      }
    },
    createFile(path, content) {
      const descriptor = change({ name: 'create', path }, () => openSync(path, 'wx', 0o644));
      try {
        writeAll(descriptor, path, content);
      } finally {
        closeSync(descriptor);
      }
    },
    append(path, content) {
      const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
      const descriptor = change({ name: 'create', path }, () => openSync(path, flags));
      const { size } = fstatSync(descriptor);
      try {
        writeAll(descriptor, path, content);
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      } finally {
        closeSync(descriptor);
      }
    },
    sync(path) {
      change({ name: 'fsync', path }, () => {
        const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        try {
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
      });
    },
    rename: (from, to) => change({ name: 'rename', path: to }, () => renameSync(from, to)),
    link: (from, to) => change({ name: 'link', path: to }, () => unlessErrno(['EEXIST'], () => linkSync(from, to))),
    unlink(path) {
      change({ name: 'unlink', path }, () => unlessErrno(['ENOENT'], () => unlinkSync(path)));
    },
    removeEmptyDirectory: (path) =>
      change({ name: 'rmdir', path }, () => unlessErrno(['ENOTEMPTY', 'ENOENT'], () => rmdirSync(path))),
    truncate(path, size) {
      change({ name: 'truncate', path }, () => {
        const descriptor = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
        try {
          ftruncateSync(descriptor, size);
        } finally {
          closeSync(descriptor);
        }
      });
    },
    removeTree: (path) => change({ name: 'remove-tree', path }, () => rmSync(path, { recursive: true, force: true })),
  };
}

/** Runs an effect; false when it fails with one of `codes`. */
function unlessErrno(codes: readonly string[], effect: () => void): boolean {
  try {
    effect();
    return true;
  } catch (error) {
    if (codes.includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}
