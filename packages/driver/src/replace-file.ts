import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeState } from './write-state.ts';

/** Replaces a file in one step, keeping mode and owner. A reader sees the old or the new text, never a part. */
export function replaceFile(path: string, text: string, options: { readonly durable: boolean }): void {
  writeState(path, () => {
    const previous = statSync(path, { throwIfNoEntry: false });
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    const descriptor = openSync(temporary, 'w', previous?.mode ?? 0o644);
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
      if (previous !== undefined) {
        fchmodSync(descriptor, previous.mode & 0o7777);
        if (process.geteuid?.() === 0) chownSync(temporary, previous.uid, previous.gid);
      }
      if (options.durable) fsyncSync(descriptor);
    } catch (cause) {
      rmSync(temporary, { force: true });
      throw cause;
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    if (options.durable) syncFolder(dirname(path));
  });
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
