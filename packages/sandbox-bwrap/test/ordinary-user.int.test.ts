import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secret } from './abuse/leak-attempts.ts';
import { makeReachableCopy, ordinaryUser } from './ordinary-user.ts';
import type { ReachableCopy } from './ordinary-user.ts';

let copy: ReachableCopy;

beforeAll(() => {
  copy = makeReachableCopy();
});

afterAll(() => copy.remove());

/** Runs one of the fixtures as a user that is not root. */
function run(fixture: string): unknown {
  const { stdout, stderr } = spawnSync(copy.node, [join(copy.directory, 'test/fixtures', fixture)], {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', SECRET: secret },
    ...(process.getuid?.() === 0 ? { uid: ordinaryUser, gid: ordinaryUser } : {}),
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
      outputs: ['a/b', 'l'],
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
      uid: process.getuid?.() === 0 ? ordinaryUser : process.getuid?.(),
      attempts: expect.any(Number),
      failures: [],
    });
  });
});
