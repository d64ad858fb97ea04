import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../../errors.ts';
import { defaultCacheDirectory } from '../../toolchain/cache-directory.ts';
import { copyPackage, makeReadableDirectory } from '../../toolchain/copy-package.ts';
import { holdLock } from '../../toolchain/hold-lock.ts';
import type { PrepareToolchainOptions, Toolchain } from '../../toolchain/toolchain-schema.ts';
import { findPython, type PythonInterpreter } from './find-python.ts';
import { typeCheckArguments } from './run-mypy.ts';
import { runtimeDirectory } from './runtime-files.ts';

const runFile = promisify(execFile);
const lockWaitMs = 120_000;
const seedMs = 120_000;

/**
 * Finds the interpreter with its packages and fills the type checker's cache once for it.
 * Throws `TOOLCHAIN_MISSING` when something is not installed or the cache cannot be written.
 */
export async function preparePython(options: PrepareToolchainOptions): Promise<Toolchain> {
  const python = await findPython();
  const cacheDirectory =
    options.cacheDirectory ??
    defaultCacheDirectory({ env: process.env, homeDirectory: homedir(), uid: process.geteuid?.() ?? -1 });
  const versions = { python: python.version, ...python.packages };
  const hash = createHash('sha256')
    .update(JSON.stringify(['python layout 1', python.path, python.prefixes, versions]))
    .digest('hex');
  const directory = join(cacheDirectory, `python-${hash.slice(0, 20)}`);
  try {
    await makeReadableDirectory(cacheDirectory);
    if (!existsSync(directory)) {
      await holdLock(`${directory}.lock`, lockWaitMs, async () => {
        if (!existsSync(directory)) await seedTypeCache(python, directory);
      });
    }
  } catch (error) {
    if (PipelineError.isInstance(error)) throw error;
    throw new PipelineError(
      'TOOLCHAIN_MISSING',
      `the type checker's cache could not be made in ${cacheDirectory}; make the folder writable or set MACHINIST_CACHE to one that is`,
      { cause: error },
    );
  }
  const mounts = python.prefixes.filter((prefix) => prefix !== '/usr' && !prefix.startsWith('/usr/'));
  const settings = { interpreter: python.path, mounts: JSON.stringify(mounts) };
  return { language: 'python', hash, versions, directory, settings };
}

async function seedTypeCache(python: PythonInterpreter, directory: string): Promise<void> {
  const staging = `${directory}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const made = join(staging, 'made');
    await makeReadableDirectory(staging);
    await runFile(python.path, [...typeCheckArguments(made), join(runtimeDirectory(), 'seed_types.py')], {
      cwd: staging,
      timeout: seedMs,
      env: { PATH: '/usr/bin:/bin', HOME: staging },
    });
    await copyPackage(made, join(staging, 'mypy'));
    await rm(made, { recursive: true, force: true });
    await rename(staging, directory);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
