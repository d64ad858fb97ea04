import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escapeForeign } from './core/escape-foreign.ts';
import { AarError } from './errors.ts';
import { systemCode } from './read-bounded-file.ts';
import { writeNewFile } from './write-new-file.ts';

/** Replaces a file's content in one step, keeping its mode: readers see the old text or the new, never a part. Throws `FILE_UNWRITABLE`. */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    const draft = `${target}.${randomUUID()}.draft`;
    try {
      await writeNewFile(draft, text, mode & 0o777);
      await rename(draft, target);
    } finally {
      await rm(draft, { force: true });
    }
    await using folder = await open(dirname(target), 'r');
    await folder.sync();
  } catch (cause) {
    throw new AarError('FILE_UNWRITABLE', `${escapeForeign(path)} cannot be replaced (${systemCode(cause)})`, {
      cause,
    });
  }
}
