import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secret } from './abuse/leak-attempts.ts';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
let directory = '';

/** The checks and all they need in a place that another user can reach, wherever this repository lies. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-ordinary-'));
  chmodSync(directory, 0o755);
  cpSync(join(packageDirectory, 'src'), join(directory, 'src'), { recursive: true });
  cpSync(join(packageDirectory, 'test'), join(directory, 'test'), { recursive: true });
  mkdirSync(join(directory, 'node_modules'));
  cpSync(realpathSync(join(packageDirectory, 'node_modules/zod')), join(directory, 'node_modules/zod'), {
    recursive: true,
  });
  cpSync(process.execPath, join(directory, 'node'));
  spawnSync('chmod', ['-R', 'o+rX', directory]);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs one of the fixtures as a user that is not root. */
function run(fixture: string): unknown {
  const { stdout, stderr } = spawnSync(join(directory, 'node'), [join(directory, 'test/fixtures', fixture)], {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', SECRET: secret },
    ...(process.getuid?.() === 0 ? { uid: 12_345, gid: 12_345 } : {}),
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('a harness that runs as an ordinary user', () => {
  it('gets the same protection', { timeout: 60_000 }, () => {
    const report = run('ordinary-user-checks.ts');
    expect(report).toMatchObject({
      identity: '65534\n5\n',
      writes: 'x\n',
      sysctl: expect.stringContaining('Read-only file system'),
      environment: '',
      network: 'lo',
      mount: 'mine',
      timeout: 'timeout',
      memory: 'oom',
      cpu: 'timeout',
      bomb: true,
      limits: { user: 'caller' },
      launchError: 'launch-error',
      answer: 'got ping\n',
      survivors: '0',
    });
    expect(report).not.toMatchObject({ uid: 0 });
    expect(report).not.toMatchObject({ limits: { pids: 'none' } });
  });

  it('holds the abuse suite', { timeout: 120_000 }, () => {
    expect(run('ordinary-user-abuse.ts')).toEqual({
      uid: process.getuid?.() === 0 ? 12_345 : process.getuid?.(),
      attempts: expect.any(Number),
      failures: [],
    });
  });
});
