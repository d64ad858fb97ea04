import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OutputRequest } from '../src/core/output-request.ts';
import type { SandboxPolicyInput } from '../src/core/policy-schema.ts';
import { runSandboxed } from '../src/run-sandboxed.ts';
import { waitUntil } from './wait-until.ts';

async function collect(script: string, outputs: OutputRequest = {}, policy: SandboxPolicyInput = {}) {
  const result = await runSandboxed({ command: ['/bin/bash', '-c', script], outputs, policy });
  const files = Object.fromEntries(
    (result.outputs?.files ?? []).map(({ path, content }) => [path, Buffer.from(content).toString()]),
  );
  return { status: result.status, files, skipped: result.outputs?.skipped, complete: result.outputs?.complete };
}

describe('outputs', () => {
  it('are the regular files below /scratch with their contents, in order of their paths', async () => {
    const script = 'mkdir -p b/c empty; printf two > b/c/two; printf one > a; : > nothing; echo lost > /tmp/x';
    expect(await collect(script)).toEqual({
      status: 'exit',
      files: { a: 'one', 'b/c/two': 'two', nothing: '' },
      skipped: [],
      complete: true,
    });
  });

  it('are not there unless asked for', async () => {
    expect(await runSandboxed({ command: ['true'] })).not.toHaveProperty('outputs');
  });

  it('come from a run that was killed as well, and are complete up to then', async () => {
    const result = await collect('echo kept > a; sleep 60', {}, { wallMs: 400 });
    expect(result).toMatchObject({ status: 'timeout', files: { a: 'kept\n' } });
  });

  it('are empty when the command could not be started', async () => {
    const result = await runSandboxed({ command: ['no-such-program'], outputs: {} });
    expect(result).toMatchObject({ status: 'launch-error', outputs: { files: [], skipped: [], complete: true } });
  });

  it('keep no descriptor open', async () => {
    await collect('echo x > a');
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 5; round += 1) await collect('mkdir -p a/b; echo x > a/b/c');
    await waitUntil('the descriptors to close', () => readdirSync('/proc/self/fd').length <= before);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });
});

const only = (reason: string) => ({ skipped: [{ path: expect.any(String), reason }], complete: false });

describe('outputs of a hostile run', () => {
  it.each([
    ['a link to a file of the host', 'ln -s /etc/shadow secret', 'not-a-regular-file'],
    ['a link to a folder of the host', 'ln -s /etc folder', 'not-a-regular-file'],
    ['a link through the first process', 'ln -s /proc/1/root/etc/passwd secret', 'not-a-regular-file'],
    ['a link to itself', 'ln -s loop loop', 'not-a-regular-file'],
    ['a pipe nobody writes to', 'mkfifo pipe', 'not-a-regular-file'],
    [
      'a socket',
      'perl -MSocket -e \'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un("socket"))\'',
      'not-a-regular-file',
    ],
    ['a file of a terabyte that takes no room', 'truncate -s 1T sparse', 'too-large'],
    ['a name of a terminal command', "echo x > $'\\e[2J'", 'name'],
    ['a name of two lines', "echo x > $'a\\nb'", 'name'],
    ['a name that is not text', "echo x > $'\\xff'", 'name'],
    ['a tree without end', 'perl -e \'for (1 .. 3000) { mkdir "d" and chdir "d" or last }\'', 'too-deep'],
  ])('leave %s behind', async (_what, script, reason) => {
    const result = await collect(`${script}; echo good > good`);
    expect(result).toMatchObject({ status: 'exit', files: { good: 'good\n' } });
    expect(result).toMatchObject(only(reason));
  });

  it('stop at the caps on files and bytes, and a hard link costs its bytes each time', async () => {
    const many = await collect('for i in $(seq 50); do : > $i; done', { maxFiles: 10 });
    expect(Object.keys(many.files)).toHaveLength(10);
    expect(many).toMatchObject(only('too-many'));
    const links = await collect('printf 12345 > a; for i in 1 2 3 4; do ln a l$i; done', { maxBytes: 12 });
    expect(Object.values(links.files)).toEqual(['12345', '12345']);
    expect(links.skipped).toHaveLength(3);
  });

  it('do not keep us looking at a million links', async () => {
    const script = 'perl -e \'for (1 .. 20000) { symlink "x", $_ }\'';
    const result = await collect(script, { maxFiles: 10 });
    expect(result.files).toEqual({});
    expect(result.skipped?.at(-1)?.reason).toBe('too-many');
    expect(result.skipped?.length).toBeLessThanOrEqual(100);
  });

  it('cannot be swapped while they are read: whoever swapped is dead by then', async () => {
    const swap =
      'mkdir -p real; echo inside > real/shadow; (trap "" TERM HUP; while :; do mv real kept; ln -s /etc real; rm real; mv kept real; done) & sleep 0.3';
    for (let round = 0; round < 5; round += 1) {
      const { files } = await collect(swap);
      for (const content of Object.values(files)) expect(content).toBe('inside\n');
    }
  });

  it('do not hold what the policy mounted below /scratch', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-outputs-'));
    chmodSync(directory, 0o755);
    writeFileSync(join(directory, 'theirs'), 'theirs');
    const readOnly = [{ from: directory, to: '/scratch/in' }];
    const result = await collect('ls in; echo ours > ours', {}, { readOnly });
    rmSync(directory, { recursive: true });
    expect(result.files).toEqual({ ours: 'ours\n' });
  });

  it('would hold files of the host if folders were simply copied (the control)', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-outputs-'));
    writeFileSync(join(directory, 'secret'), 'of the host');
    mkdirSync(join(directory, 'scratch'));
    symlinkSync(join(directory, 'secret'), join(directory, 'scratch', 'link'));
    cpSync(join(directory, 'scratch'), join(directory, 'copy'), { recursive: true, dereference: true });
    const copied = readFileSync(join(directory, 'copy', 'link'), 'utf8');
    rmSync(directory, { recursive: true });
    expect(copied).toBe('of the host');
  });
});
