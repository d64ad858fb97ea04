import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PipelineError } from '../../errors.ts';
import { defaultCacheDirectory } from '../../toolchain/cache-directory.ts';
import { copyPackage, copyReadable, makeReadableDirectory } from '../../toolchain/copy-package.ts';
import { hashTree } from '../../toolchain/hash-tree.ts';
import { holdLock } from '../../toolchain/hold-lock.ts';
import { type PlacedPackage, resolvePackageClosure } from '../../toolchain/package-closure.ts';
import { findPackageRoot } from '../../toolchain/package-root.ts';
import {
  type PrepareToolchainOptions,
  type Toolchain,
  type ToolchainRecord,
  toolchainRecordSchema,
} from '../../toolchain/toolchain-schema.ts';

const rootPackages = ['vitest', 'fast-check', 'typescript', 'oxlint', '@types/node'] as const;
const recordName = 'toolchain.json';
const lockWaitMs = 120_000;

/**
 * Lays the tool chain out once per set of versions, in a folder that a sandbox under another uid can read, and returns it;
 * later calls find it there. Two processes may call it at the same time.
 * Throws `TOOLCHAIN_MISSING` when a program is not installed or the cache cannot be written.
 */
export async function layOutToolchain(options: PrepareToolchainOptions): Promise<Toolchain> {
  const cacheDirectory =
    options.cacheDirectory ??
    defaultCacheDirectory({ env: process.env, homeDirectory: homedir(), uid: process.geteuid?.() ?? -1 });
  const closure = resolvePackageClosure(findPackageRoot(), rootPackages);
  const directory = join(cacheDirectory, `toolchain-${layoutKey(closure)}`);
  try {
    await makeReadableDirectory(cacheDirectory);
    const present = await readToolchain(directory);
    if (present !== undefined) return present;
    return await holdLock(`${directory}.lock`, lockWaitMs, async () => {
      return (await readToolchain(directory)) ?? (await layOut(directory, closure));
    });
  } catch (error) {
    if (PipelineError.isInstance(error)) throw error;
    throw new PipelineError(
      'TOOLCHAIN_MISSING',
      `the tool chain could not be laid out in ${cacheDirectory}; make the folder writable or set MACHINIST_CACHE to one that is`,
      { cause: error },
    );
  }
}

function layoutKey(closure: readonly PlacedPackage[]): string {
  const lines = closure.map(({ target, version }) => `${target}@${version}`);
  return createHash('sha256')
    .update(['layout 1', process.version, process.platform, process.arch, ...lines].join('\n'))
    .digest('hex')
    .slice(0, 20);
}

async function layOut(directory: string, closure: readonly PlacedPackage[]): Promise<Toolchain> {
  const staging = `${directory}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await makeReadableDirectory(join(staging, 'bin'));
    await copyReadable(process.execPath, join(staging, 'bin', 'node'));
    for (const { source, target } of closure) await copyPackage(source, join(staging, target));
    const versions = Object.fromEntries([
      ['node', process.versions.node],
      ...rootPackages.map((name) => [
        name,
        closure.find(({ target }) => target === `node_modules/${name}`)?.version ?? '',
      ]),
    ]);
    const record: ToolchainRecord = { layoutVersion: 1, hash: await hashTree(staging), versions };
    await writeFile(join(staging, recordName), `${JSON.stringify(record, null, 2)}\n`);
    await rename(staging, directory);
    return toolchainOf(record, directory);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function readToolchain(directory: string): Promise<Toolchain | undefined> {
  const status = await stat(directory).catch(() => undefined);
  if (status === undefined) return undefined;
  if (status.uid !== (process.geteuid?.() ?? status.uid) || (status.mode & 0o022) !== 0) {
    throw new PipelineError(
      'TOOLCHAIN_MISSING',
      `${directory} belongs to uid ${status.uid} with mode ${(status.mode & 0o777).toString(8)}, so another user could have changed it; remove it`,
    );
  }
  const record = toolchainRecordSchema.parse(JSON.parse(await readFile(join(directory, recordName), 'utf8')));
  return toolchainOf(record, directory);
}

function toolchainOf({ hash, versions }: ToolchainRecord, directory: string): Toolchain {
  return { language: 'typescript', hash, versions, directory };
}
