import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A path for a registry that is gone after the test. */
export function scratchDirectory(): string {
  const parent = mkdtempSync(join(realpathSync(tmpdir()), 'registry-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'registry');
}
