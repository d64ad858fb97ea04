import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));

/** The user that stands for everybody who is not root. */
export const ordinaryUser = 12_345;

/** This package and Node in a place that another user can reach, wherever the repository lies. */
export interface ReachableCopy {
  readonly node: string;
  readonly directory: string;
  remove(): void;
}

/** Copies sources and tests; the tests run from their TypeScript. */
export function makeReachableCopy(): ReachableCopy {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-ordinary-'));
  chmodSync(directory, 0o755);
  for (const folder of ['src', 'test', 'scripts']) {
    cpSync(join(packageDirectory, folder), join(directory, folder), { recursive: true });
  }
  mkdirSync(join(directory, 'node_modules'));
  const zod = realpathSync(join(packageDirectory, 'node_modules/zod'));
  cpSync(zod, join(directory, 'node_modules/zod'), { recursive: true });
  const node = join(directory, 'node');
  cpSync(process.execPath, node);
  spawnSync('chmod', ['-R', 'o+rX', directory]);
  return { node, directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
