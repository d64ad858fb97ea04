import { rm } from 'node:fs/promises';
import type { GeneratedKey } from './generate-key.ts';
import { writeNewFile } from './write-new-file.ts';

/** Where a fresh key goes. */
export interface KeyFilePaths {
  /** Secret, mode 0600. */
  readonly privatePath: string;
  /** To be published, mode 0644. */
  readonly didPath: string;
}

/** Writes both files or none, and never over an existing one. Throws `FILE_EXISTS`, `FILE_UNWRITABLE`. */
export async function writeKeyFiles(key: GeneratedKey, { privatePath, didPath }: KeyFilePaths): Promise<void> {
  await writeNewFile(privatePath, `${JSON.stringify(key.privateJwk, null, 2)}\n`, 0o600);
  try {
    await writeNewFile(didPath, `${JSON.stringify(key.didDocument, null, 2)}\n`, 0o644);
  } catch (error) {
    // Ours by exclusive creation a moment ago; a key whose public half is lost is of no use.
    await rm(privatePath, { force: true });
    throw error;
  }
}
