import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxError } from '../src/errors.ts';
import { runSandboxed } from '../src/run-sandboxed.ts';
import { shell } from './shell.ts';

let directory = '';
const isRoot = process.geteuid?.() === 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-sources-'));
  chmodSync(directory, 0o755);
});

afterEach(() => {
  chmodSync(directory, 0o755);
  rmSync(directory, { recursive: true, force: true });
});

describe('files by content', () => {
  it('arrive byte for byte, readable and unchangeable, in /scratch too', async () => {
    const result = await shell(
      'cat /job/deep/a; wc -c < /scratch/b; echo x > /job/deep/a; echo x > /scratch/b; rm -f /scratch/b; test -f /scratch/b && test ! -p /job/deep/a && echo regular',
      {},
      {
        files: [
          { to: '/job/deep/a', content: 'h\u00e9llo\n' },
          { to: '/scratch/b', content: new Uint8Array(300_000) },
        ],
      },
    );
    expect(result.stdout).toBe('h\u00e9llo\n300000\nregular\n');
    expect(result.stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(result.stderr).toContain('busy');
  });

  it('may be programs', async () => {
    const result = await runSandboxed({
      command: ['/job/tool', 'a b', '--bind'],
      files: [{ to: '/job/tool', content: '#!/bin/sh\nprintf "<%s>" "$@"\n' }],
    });
    expect(result.stdout).toBe('<a b><--bind>');
  });

  it('may be many', async () => {
    const files = Array.from({ length: 300 }, (_unused, index) => ({ to: `/job/${index}`, content: `${index}` }));
    const result = await shell('ls /job | wc -l; cat /job/299', {}, { files });
    expect(result).toMatchObject({ status: 'exit', stdout: '300\n299' });
  });

  it('may replace a file of a mounted folder', async () => {
    writeFileSync(join(directory, 'tool'), 'host');
    const result = await shell(
      'cat /job/tool',
      { readOnly: [{ from: directory, to: '/job' }] },
      { files: [{ to: '/job/tool', content: 'ours' }] },
    );
    expect(result.stdout).toBe('ours');
  });
});

describe('mount points below a mounted folder', () => {
  it('are never made through a link in that folder, so nothing appears on the host', async () => {
    const victim = join(directory, 'victim');
    const folder = join(directory, 'folder');
    mkdirSync(victim);
    mkdirSync(folder);
    chmodSync(victim, 0o777);
    symlinkSync(`../oldroot${victim}`, join(folder, 'in'));
    const attempt = shell(
      'true',
      { readOnly: [{ from: folder, to: '/job' }] },
      { files: [{ to: '/job/in/planted', content: 'x' }] },
    );
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_POLICY', message: expect.stringContaining('/in') });
    expect(readdirSync(victim)).toEqual([]);
  });

  it('must exist', async () => {
    const attempt = shell(
      'true',
      { readOnly: [{ from: directory, to: '/job' }] },
      { files: [{ to: '/job/new', content: 'x' }] },
    );
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_POLICY' });
  });
});

describe('read-only sources', () => {
  it.each(['/', '/proc/self', '/dev/null', '/sys/kernel', '/run'])("refuse the host's %s", async (from) => {
    await expect(shell('true', { readOnly: [{ from, to: '/job' }] })).rejects.toMatchObject({
      code: 'INVALID_POLICY',
    });
  });

  it('refuse the same through a link', async () => {
    symlinkSync('/proc/1', join(directory, 'link'));
    await expect(shell('true', { readOnly: [{ from: join(directory, 'link'), to: '/job' }] })).rejects.toMatchObject({
      code: 'INVALID_POLICY',
    });
  });

  it('that do not exist are SOURCE_MISSING', async () => {
    await expect(shell('true', { readOnly: [{ from: join(directory, 'none'), to: '/job' }] })).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
    });
  });

  it('that are files reach the payload even from a closed home', async () => {
    writeFileSync(join(directory, 'tool'), '#!/bin/sh\necho from home\n');
    chmodSync(join(directory, 'tool'), 0o755);
    chmodSync(directory, 0o700);
    const result = await runSandboxed({
      command: ['/job/tool'],
      policy: { readOnly: [{ from: join(directory, 'tool'), to: '/job/tool' }] },
    });
    expect(result).toMatchObject({ status: 'exit', stdout: 'from home\n' });
  });

  it('that are folders in a closed home are refused with the closed folder named, when root starts the sandbox', async () => {
    mkdirSync(join(directory, 'project'));
    chmodSync(directory, 0o700);
    const running = shell('ls /job', { readOnly: [{ from: join(directory, 'project'), to: '/job' }] });
    const outcome = await running.then(
      ({ status }) => status,
      (error: unknown) => (SandboxError.isInstance(error) ? `${error.code}: ${error.message}` : String(error)),
    );
    // For an ordinary user the home is its own and open.
    expect(outcome).toMatch(isRoot ? new RegExp(`^SOURCE_UNREACHABLE: .*"chmod o\\+rx ${directory}"`) : /^exit$/);
  });
});
