import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { probeSandbox } from '../src/probe-sandbox.ts';
import { runSandboxed } from '../src/run-sandboxed.ts';
import { startSandboxed } from '../src/start-sandboxed.ts';
import { shell } from './shell.ts';

const path = process.env['PATH'];
const directories: string[] = [];

afterEach(() => {
  process.env['PATH'] = path;
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A PATH on which `bwrap` is a program of ours. */
function withBwrap(script: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-launch-'));
  directories.push(directory);
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, 'bwrap'), script);
  chmodSync(join(directory, 'bwrap'), 0o755);
  return directory;
}

describe('a command that cannot be run', () => {
  it.each([
    ['a missing program', ['no-such-program'], {}, /"no-such-program" was not found inside the sandbox/],
    ['a program that is no program', ['/etc/passwd'], {}, /may not be executed/],
    ['a missing working directory', ['true'], { cwd: '/nowhere' }, /"\/nowhere" does not exist/],
  ])(
    '%s is a launch-error with a readable reason and no raw words of the launcher',
    async (_what, command, policy, reason) => {
      const result = await runSandboxed({ command, policy });
      expect(result).toMatchObject({ status: 'launch-error', exitCode: null, signal: null, stdout: '', stderr: '' });
      expect(result.launchError).toMatch(reason);
      expect(result.launchError).not.toContain('bwrap:');
    },
  );

  it.each([1, 126, 127])('is told apart from a payload that itself exits with %i', async (code) => {
    const result = await shell(`echo "bwrap: execvp x: No such file or directory" >&2; exit ${code}`);
    expect(result).toMatchObject({ status: 'exit', exitCode: code });
    expect(result).not.toHaveProperty('launchError');
  });

  it('keeps the exit code of a payload that exits like one killed by a signal', async () => {
    expect(await shell('exit 137')).toMatchObject({ status: 'signal', exitCode: 137, signal: 'SIGKILL' });
    expect(await shell('kill -SEGV $$')).toMatchObject({ status: 'signal', exitCode: 139, signal: 'SIGSEGV' });
  });
});

describe('a host without a working Bubblewrap', () => {
  it('throws SANDBOX_UNAVAILABLE with the way to install it, and runs nothing', () => {
    process.env['PATH'] = '/nonexistent';
    expect(() => startSandboxed({ command: ['true'] })).toThrow(
      expect.objectContaining({
        code: 'SANDBOX_UNAVAILABLE',
        message: expect.stringContaining('apt-get install bubblewrap'),
      }),
    );
  });

  it('notices a Bubblewrap that may not be executed any more, or that is gone', async () => {
    const directory = withBwrap('#!/bin/sh\nexit 1\n');
    process.env['PATH'] = directory;
    expect((await runSandboxed({ command: ['true'] })).launchError).toMatch(/no known reason/);
    chmodSync(join(directory, 'bwrap'), 0o644);
    const result = await runSandboxed({ command: ['true'] });
    expect(result).toMatchObject({ status: 'launch-error', stdout: '' });
    expect(result.launchError).toMatch(process.arch === 'x64' ? /Was Bubblewrap removed/ : /prlimit/);
    rmSync(join(directory, 'bwrap'));
    expect(() => startSandboxed({ command: ['true'] })).toThrow(
      expect.objectContaining({ code: 'SANDBOX_UNAVAILABLE' }),
    );
  });

  it('probes as unusable', async () => {
    process.env['PATH'] = '/nonexistent';
    const report = await probeSandbox();
    expect(report).toMatchObject({ usable: false, bwrapVersion: null });
    expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual(['bwrap error']);
    expect(report.checks[0]?.remedy).toContain('apt-get install bubblewrap');
  });

  it.each([
    ['setting up uid map: Permission denied', /user namespaces/],
    ["Can't mount proc on /newroot/proc: Operation not permitted", /fresh \/proc/],
  ])('explains a refusal (%s) instead of repeating it', async (words, reason) => {
    process.env['PATH'] = withBwrap(`#!/bin/sh\necho "bwrap: ${words}" >&2\nexit 1\n`);
    const result = await runSandboxed({ command: ['echo', 'ran'] });
    expect(result).toMatchObject({ status: 'launch-error', stdout: '', stderr: '' });
    expect(result.launchError).toMatch(reason);
    const report = await probeSandbox();
    expect(report.usable).toBe(false);
    expect(report.checks.find(({ id }) => id === 'launch')).toMatchObject({
      status: 'error',
      remedy: expect.any(String),
    });
  });

  it('does not take a launcher that just runs the command for a sandbox', async () => {
    process.env['PATH'] = withBwrap('#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n');
    const result = await runSandboxed({ command: ['/bin/echo', 'ran'] });
    expect(result).toMatchObject({ status: 'launch-error', stdout: '' });
    expect((await probeSandbox()).usable).toBe(false);
  });
});

describe('probeSandbox', () => {
  it('finds this host usable and says how each limit is enforced', async () => {
    const report = await probeSandbox();
    expect(report.usable).toBe(true);
    expect(report.bwrapVersion).toMatch(/^\d+\.\d+/);
    expect(report.checks.map(({ id }) => id)).toEqual([
      'bwrap',
      'bwrap-version',
      'kernel-settings',
      'launch',
      'user',
      'memory',
      'pids',
      'cpu',
      'starter',
      'seccomp',
    ]);
    for (const check of report.checks.filter(({ status }) => status !== 'ok'))
      expect(check.remedy).toBeTypeOf('string');
  });
});
