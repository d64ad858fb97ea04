import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escapeForeign } from './core/escape-foreign.ts';
import { AarError } from './errors.ts';
import { systemCode } from './read-bounded-file.ts';

/**
 * Creates a file with exactly `mode`, on disk before it returns, and its folders where missing. A name that is taken,
 * by a link too, is refused with `FILE_EXISTS`; other trouble is `FILE_UNWRITABLE`. Nothing half-written stays.
 */
export async function writeNewFile(path: string, text: string, mode: number): Promise<void> {
  let created = false;
  try {
    await mkdir(dirname(path), { recursive: true });
    await using file = await open(path, 'wx', mode);
    created = true;
    // The umask may have taken bits away, and owner-only must not depend on it.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    if (created) await rm(path, { force: true });
    if (systemCode(cause) === 'EEXIST') {
      throw new AarError('FILE_EXISTS', `${escapeForeign(path)} exists and is not overwritten; choose another name`, {
        cause,
      });
    }
    throw new AarError('FILE_UNWRITABLE', `${escapeForeign(path)} cannot be written (${systemCode(cause)})`, { cause });
  }
}
