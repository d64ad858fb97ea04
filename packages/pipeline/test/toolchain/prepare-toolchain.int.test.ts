import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCacheDirectory } from '../../src/toolchain/cache-directory.ts';
import { hashTree } from '../../src/toolchain/hash-tree.ts';
import { holdLock } from '../../src/toolchain/hold-lock.ts';
import { resolvePackageClosure } from '../../src/toolchain/package-closure.ts';
import { prepareToolchain } from '../../src/toolchain/prepare-toolchain.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pipeline-toolchain-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('laying out the tool chain', () => {
  it('gives one complete folder that any uid can read, whose hash is that of its files, also to two makers at once', async () => {
    const cacheDirectory = join(directory, 'cache');
    const [first, second] = await Promise.all([
      prepareToolchain({ cacheDirectory }),
      prepareToolchain({ cacheDirectory }),
    ]);
    expect(second).toEqual(first);
    expect(readdirSync(cacheDirectory)).toEqual([expect.stringMatching(/^toolchain-[0-9a-f]{20}$/)]);
    expect(await hashTree(first.directory, ['toolchain.json'])).toBe(first.hash);
    expect(first.versions).toMatchObject({ node: process.versions.node, vitest: expect.any(String) });
    for (const path of ['', 'bin', 'node_modules', 'node_modules/vitest'])
      expect(statSync(join(first.directory, path)).mode & 0o005).toBe(0o005);
    const { stdout } = await promisify(execFile)(join(first.directory, 'bin', 'node'), ['-p', 'process.version']);
    expect(stdout.trim()).toBe(process.version);
  });

  it('leaves nothing half-made that a later call could take for whole', async () => {
    const cacheDirectory = join(directory, 'cache');
    const { directory: made } = await prepareToolchain({ cacheDirectory });
    rmSync(made, { recursive: true });
    mkdirSync(`${made}.12345.abcdef01/bin`, { recursive: true });
    const again = await prepareToolchain({ cacheDirectory });
    expect(await hashTree(again.directory, ['toolchain.json'])).toBe(again.hash);
  });

  it('refuses a folder that others may write to', async () => {
    const cacheDirectory = join(directory, 'cache');
    const { directory: made } = await prepareToolchain({ cacheDirectory });
    chmodSync(made, 0o777);
    await expect(prepareToolchain({ cacheDirectory })).rejects.toMatchObject({ code: 'TOOLCHAIN_MISSING' });
  });

  it('says what to do when the cache cannot be written', async () => {
    writeFileSync(join(directory, 'file'), '');
    await expect(prepareToolchain({ cacheDirectory: join(directory, 'file', 'cache') })).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      message: expect.stringContaining('MACHINIST_CACHE'),
    });
  });
});

const install = (path: string, manifest: object): string => {
  mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, path, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
  return join(directory, path);
};
const placed = (): readonly string[] =>
  resolvePackageClosure(directory, ['a']).map(({ target, version }) => `${target} ${version}`);

describe('finding the packages', () => {
  it('works in a flat layout, nesting a second version and leaving out optional peers', () => {
    install('node_modules/a', {
      name: 'a',
      dependencies: { b: '1', c: '1' },
      peerDependencies: { p: '1', q: '1' },
      peerDependenciesMeta: { q: { optional: true } },
    });
    install('node_modules/b', {
      name: 'b',
      version: '2.0.0',
      dependencies: { c: '2' },
      optionalDependencies: { missing: '1' },
    });
    install('node_modules/c', { name: 'c' });
    install('node_modules/b/node_modules/c', { name: 'c', version: '2.0.0' });
    install('node_modules/p', { name: 'p' });
    install('node_modules/q', { name: 'q' });
    expect(placed()).toEqual([
      'node_modules/a 1.0.0',
      'node_modules/b 2.0.0',
      'node_modules/b/node_modules/c 2.0.0',
      'node_modules/c 1.0.0',
      'node_modules/p 1.0.0',
    ]);
  });

  it('works in a linked layout', () => {
    const a = install('store/a/node_modules/a', { name: 'a', dependencies: { b: '1' } });
    install('store/a/node_modules/b', { name: 'b' });
    mkdirSync(join(directory, 'node_modules'));
    symlinkSync(a, join(directory, 'node_modules', 'a'));
    expect(placed()).toEqual(['node_modules/a 1.0.0', 'node_modules/b 1.0.0']);
  });

  it('names the package that is not installed', () => {
    install('node_modules/a', { name: 'a', dependencies: { missing: '1' } });
    expect(placed).toThrow(/missing/);
  });
});

describe('where the cache lies', () => {
  it.each([
    [{}, 0, '/var/cache/machinist'],
    [{}, 1000, '/home/u/.cache/machinist'],
    [{ XDG_CACHE_HOME: '/x' }, 1000, '/x/machinist'],
    [{ XDG_CACHE_HOME: 'relative' }, 1000, '/home/u/.cache/machinist'],
    [{ XDG_CACHE_HOME: '/x' }, 0, '/var/cache/machinist'],
    [{ MACHINIST_CACHE: '/m' }, 0, '/m'],
    [{ MACHINIST_CACHE: '' }, 1000, '/home/u/.cache/machinist'],
  ])('%j for uid %i is %s', (env, uid, expected) => {
    expect(defaultCacheDirectory({ env, uid, homeDirectory: '/home/u' })).toBe(expected);
  });
});

describe('the lock', () => {
  it('lets one in at a time, takes over from a process that is gone, and is released after an error', async () => {
    const path = join(directory, 'lock');
    let inside = 0;
    const work = async (): Promise<number> => {
      inside += 1;
      const seen = inside;
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
      return seen;
    };
    expect(await Promise.all([1, 2, 3].map(() => holdLock(path, 10_000, work)))).toEqual([1, 1, 1]);
    writeFileSync(path, '4194305\n');
    expect(await holdLock(path, 10_000, work)).toBe(1);
    await expect(holdLock(path, 10_000, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(existsSync(path)).toBe(false);
  });

  it('gives up on a living holder with the path to remove', async () => {
    const path = join(directory, 'lock');
    writeFileSync(path, `${process.pid}\n`);
    await expect(holdLock(path, 100, async () => 1)).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      message: expect.stringContaining(path),
    });
    expect(readFileSync(path, 'utf8')).toContain(String(process.pid));
  });
});
