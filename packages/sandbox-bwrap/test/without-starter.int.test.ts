import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../src/host/find-program.ts';

const fixture = new URL('fixtures/without-starter.ts', import.meta.url).pathname;

it('keeps limits and descriptors with prlimit where the temporary folder forbids programs', { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-noexec-'));
  const leak = openSync('/etc/hostname', 'r');
  const script = `mount -t tmpfs -o noexec tmpfs ${directory} && exec "$@"`;
  const asRoot = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  const { stdout, stderr } = spawnSync(
    findProgram('unshare', '/usr/bin:/bin') ?? '',
    [...asRoot, '--mount', 'sh', '-c', script, 'sh', process.execPath, '--conditions=@machinist/source', fixture],
    {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: directory },
      stdio: Array.from({ length: 31 }, (_unused, descriptor) =>
        descriptor < 3 ? 'pipe' : descriptor === 30 ? leak : 'ignore',
      ),
    },
  );
  closeSync(leak);
  rmSync(directory, { recursive: true });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    canRunPrograms: false,
    limits: '0\n1024\n',
    descriptors: '0\n1\n2\n',
    memory: 'oom',
    bomb: true,
  });
});
