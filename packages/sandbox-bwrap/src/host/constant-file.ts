import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kept = new Map<string | Uint8Array, number>();

/**
 * A fresh descriptor to read `bytes` from the beginning. They are written once per process, to a file without a name;
 * each opening has an offset of its own, so that concurrent runs do not read each other's files to the end.
 */
export function openConstant(bytes: string | Uint8Array): number {
  let descriptor = kept.get(bytes);
  if (descriptor === undefined) {
    descriptor = writeUnnamed(bytes);
    kept.set(bytes, descriptor);
  }
  return openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY);
}

function writeUnnamed(bytes: string | Uint8Array): number {
  const directory = mkdtempSync(join(tmpdir(), 'machinist-sandbox-'));
  try {
    const path = join(directory, 'constant');
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      writeFileSync(descriptor, bytes);
      return descriptor;
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
