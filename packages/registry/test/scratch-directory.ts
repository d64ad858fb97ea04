import { accessSync, constants, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Memory where there is some: a killed process loses nothing there either, and thousands of syncs cost nothing. */
export function scratchParent(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return realpathSync(tmpdir());
  }
}

/** A path for a registry that is gone after the test. */
export function scratchDirectory(): string {
  const parent = mkdtempSync(join(scratchParent(), 'registry-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'registry');
}
