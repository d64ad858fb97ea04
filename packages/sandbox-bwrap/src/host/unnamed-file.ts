import { closeSync, constants, fchmodSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes `bytes` to a file that has no name any more and returns a descriptor to read it, closed in every child. */
export function openUnnamed(bytes: string | Uint8Array, mode: number): number {
  const directory = mkdtempSync(join(tmpdir(), 'machinist-sandbox-'));
  try {
    const path = join(directory, 'file');
    const writing = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      writeFileSync(writing, bytes);
      fchmodSync(writing, mode);
    } finally {
      closeSync(writing);
    }
    return openSync(path, constants.O_RDONLY);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
