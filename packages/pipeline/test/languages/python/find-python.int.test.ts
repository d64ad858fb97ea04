import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../../src/languages/python/find-python.ts';

function interpreterThatSays(answer: object): string {
  const path = join(mkdtempSync(join(tmpdir(), 'machinist-python-')), 'python3');
  writeFileSync(path, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const complete = {
  version: '3.12.1',
  supported: true,
  executable: '/somewhere/bin/python3',
  prefixes: ['/somewhere'],
  packages: { pytest: '8', hypothesis: '6', mypy: '1', pyflakes: '3', bandit: '1' },
};

describe('finding Python', () => {
  it('takes the real interpreter of this machine with every package of the gate', async () => {
    const { path, version, packages } = await findPython();
    expect(path).toMatch(/^\//);
    expect(version).toMatch(/^3\.\d+\.\d+$/);
    expect(Object.keys(packages).toSorted()).toEqual(['bandit', 'hypothesis', 'mypy', 'pyflakes', 'pytest']);
  });

  it('takes the one that is named, and no other', async () => {
    expect(await findPython(interpreterThatSays(complete))).toMatchObject({ path: '/somewhere/bin/python3' });
    await expect(findPython('/nowhere/python3')).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      message: expect.stringContaining('/nowhere/python3 does not run; install pytest'),
    });
  });

  it('says which packages a named one lacks, or that it is too old', async () => {
    const packages = { ...complete.packages, mypy: null, bandit: null };
    await expect(findPython(interpreterThatSays({ ...complete, packages }))).rejects.toMatchObject({
      message: expect.stringContaining('/somewhere/bin/python3 has no mypy, bandit; install'),
    });
    const old = { ...complete, supported: false, version: '3.8.0' };
    await expect(findPython(interpreterThatSays(old))).rejects.toMatchObject({
      message: expect.stringContaining('is Python 3.8.0, 3.10 is the oldest'),
    });
  });
});
