import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, toRegistryError } from './file-system-error.ts';

/** A file's bytes, or why there are none: nothing of that name, or something that is not read. */
export type FileReading =
  | { readonly status: 'read'; readonly bytes: Buffer }
  | { readonly status: 'missing' }
  | { readonly status: 'refused'; readonly reason: string };

const missingCodes = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Reads `segments` below `root` without following any link: every directory on the way must be a directory, the end a
 * regular file of at most `maxBytes`. Segments are single names chosen by this package, never text from a file.
 */
export function readRegularFile(root: string, segments: readonly string[], maxBytes: number): FileReading {
  try {
    for (let depth = 1; depth < segments.length; depth += 1) {
      const path = join(root, ...segments.slice(0, depth));
      if (!lstatSync(path).isDirectory()) return { status: 'refused', reason: `${path} is a link or no directory` };
    }
    return readNoFollow(join(root, ...segments), maxBytes);
  } catch (error) {
    if (missingCodes.has(errnoOf(error) ?? '')) return { status: 'missing' };
    throw toRegistryError(error, `read ${join(root, ...segments)}`);
  }
}

function readNoFollow(path: string, maxBytes: number): FileReading {
  let descriptor: number;
  try {
    // O_NONBLOCK: opening a pipe must not wait for a writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ELOOP', 'ENXIO'].includes(errnoOf(error) ?? ''))
      return { status: 'refused', reason: `${path} is a link or no file` };
    throw error;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { status: 'refused', reason: `${path} is no regular file` };
    if (status.size > maxBytes) {
      return { status: 'refused', reason: `${path} has ${status.size} bytes, at most ${maxBytes} are read` };
    }
    const bytes = Buffer.alloc(status.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return { status: 'read', bytes: bytes.subarray(0, length) };
  } finally {
    closeSync(descriptor);
  }
}
