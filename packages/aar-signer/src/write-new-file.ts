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
  let step: 'folder' | 'create' | 'write' = 'folder';
  try {
    await mkdir(dirname(path), { recursive: true });
    step = 'create';
    await using file = await open(path, 'wx', mode);
    step = 'write';
    // The umask may have taken bits away, and owner-only must not depend on it.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    if (step === 'write') await rm(path, { force: true });
    const name = escapeForeign(path);
    throw step === 'create' && systemCode(cause) === 'EEXIST'
      ? new AarError('FILE_EXISTS', `${name} exists and is not overwritten; choose another name`, { cause })
      : new AarError('FILE_UNWRITABLE', `${name} cannot be written (${systemCode(cause)}); check the path`, { cause });
  }
}
