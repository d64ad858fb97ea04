import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandboxed } from '../src/start-sandboxed.ts';
import { processName, processesWith } from './processes-with.ts';
import { shell } from './shell.ts';
import { waitUntil } from './wait-until.ts';

const execute = promisify(execFile);
const directories: string[] = [];

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-isolation-'));
  directories.push(directory);
  chmodSync(directory, 0o755);
  return directory;
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function isPayload(pid: number): boolean {
  return processName(pid) === 'sleep';
}

describe('the file system inside', () => {
  it('has nothing at its root but what the sandbox built', async () => {
    const { stdout } = await shell('ls -A /');
    const allowed = [
      'bin',
      'dev',
      'etc',
      'lib',
      'lib32',
      'lib64',
      'libx32',
      'proc',
      'sbin',
      'scratch',
      'tmp',
      'usr',
      'var',
    ];
    expect(
      stdout
        .trim()
        .split('\n')
        .filter((name) => !allowed.includes(name)),
    ).toEqual([]);
  });

  it.each(['/x', '/etc/x', '/usr/x', '/usr/bin/x', '/var/x', '/dev/x', '/etc/passwd', '/proc/sys/kernel/hostname'])(
    'refuses to write %s',
    async (path) => {
      const result = await shell(`echo x > ${path}`);
      expect(result.exitCode).not.toBe(0);
      expect(result.stderr).toContain('Read-only file system');
    },
  );

  it.each(['/scratch', '/tmp', '/var/tmp', '/dev/shm'])('lets the payload write in %s', async (path) => {
    const result = await shell(`echo yes > ${path}/x && cat ${path}/x`);
    expect(result).toMatchObject({ status: 'exit', exitCode: 0, stdout: 'yes\n' });
  });

  it('keeps nothing from one run to the next', async () => {
    await shell('touch /scratch/left /tmp/left /var/tmp/left /dev/shm/left');
    const { stdout } = await shell('ls -A /scratch /tmp /var/tmp /dev/shm');
    expect(stdout).not.toContain('left');
  });

  it('ends a file at the size of its tmpfs', async () => {
    const result = await shell('head -c 200000 /dev/zero > /scratch/x; wc -c < /scratch/x', { scratchBytes: 65_536 });
    expect(result.stderr).toContain('No space left');
    expect(result.stdout.trim()).toBe('65536');
  });

  it('shows no host account file, and a passwd file that names only itself', async () => {
    const { stdout, exitCode } = await shell('cat /etc/passwd; cat /etc/shadow');
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain('sandbox:x:65534');
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  it('lets the payload read a mounted folder and a file below it, and change neither', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'a'), 'content', { mode: 0o666 });
    chmodSync(join(directory, 'a'), 0o666);
    const result = await shell('cat /job/a; echo x > /job/a; rm /job/a; touch /job/b', {
      readOnly: [{ from: directory, to: '/job' }],
    });
    expect(result.stdout).toBe('content');
    expect(result.stderr.match(/Read-only file system/g)).toHaveLength(3);
    expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('content');
  });

  it('lets the payload use a named pipe in a read-only folder, both ways', async () => {
    const directory = temporaryDirectory();
    for (const name of ['in', 'out']) {
      execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(directory, name)]);
      chmodSync(join(directory, name), 0o666);
    }
    const running = shell('read line < /pipes/in; echo "got $line" > /pipes/out', {
      readOnly: [{ from: directory, to: '/pipes' }],
    });
    await execute('/bin/sh', ['-c', 'echo ping > in; cat out > answer'], { cwd: directory });
    expect(await running).toMatchObject({ status: 'exit', exitCode: 0 });
    expect(readFileSync(join(directory, 'answer'), 'utf8')).toBe('got ping\n');
  });
});

describe('the identity inside', () => {
  it('is nobody without any capability, with no way to gain privileges', async () => {
    const { stdout } = await shell('id -u; id -G; cat /proc/self/status');
    expect(stdout).toMatch(/^65534\n65534\n/);
    expect(stdout).toMatch(/NoNewPrivs:\t1/);
    expect(stdout.match(/Cap(Inh|Prm|Eff|Bnd|Amb):\t0000000000000000/g)).toHaveLength(5);
  });

  it('belongs to no user number that counts on the host: not root, and its own per concurrent run when root starts it', async () => {
    const tokens = ['98765.1', '98765.2'];
    const running = tokens.map((token) => startSandboxed({ command: ['sleep', token] }));
    const owners = await Promise.all(
      tokens.map(async (token) => {
        await waitUntil('the payload', () => processesWith(token).some(isPayload));
        const pid = processesWith(token).find(isPayload);
        return /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      }),
    );
    for (const run of running) run.stop();
    await Promise.all(running.map(({ result }) => result));
    expect(owners).not.toContain('0');
    expect(new Set(owners).size).toBe(process.geteuid?.() === 0 ? 2 : 1);
  });

  it('cannot make another user namespace, as the same program can outside', async () => {
    await execute('unshare', ['--user', 'true']);
    const result = await shell('unshare --user true');
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toMatch(/unshare/);
  });

  it('cannot mount, remount or change the host name', async () => {
    const { stdout } = await shell(
      'mount -t tmpfs none /tmp && echo BREACH; mount -o remount,rw /usr && echo BREACH; hostname other && echo BREACH; cat /proc/sys/kernel/hostname',
    );
    expect(stdout).toBe('sandbox\n');
  });
});

describe('what leaks in', () => {
  it('is no variable of the harness, neither to the payload nor through its first process', async () => {
    process.env['SANDBOX_TEST_SECRET'] = 'hush-4711';
    try {
      const { stdout } = await shell('env; cat /proc/*/environ', { env: { GIVEN: 'yes' } });
      expect(stdout).toContain('GIVEN=yes');
      expect(stdout).not.toContain('hush-4711');
      const names = stdout
        .split('\0')[0]
        ?.split('\n')
        .map((line) => line.split('=')[0]);
      expect(names?.filter((name) => !['PATH', 'HOME', 'LANG', 'TZ', 'PWD', 'GIVEN', ''].includes(name ?? ''))).toEqual(
        [],
      );
    } finally {
      delete process.env['SANDBOX_TEST_SECRET'];
    }
  });

  it('is no host path through the command line of its first process', async () => {
    const directory = temporaryDirectory();
    const { stdout } = await shell('cat /proc/1/cmdline', { readOnly: [{ from: directory, to: '/job' }] });
    expect(stdout).toContain('bwrap');
    expect(stdout).not.toContain(directory);
  });

  it('is no process of the host', async () => {
    const { stdout } = await shell('ls -d /proc/[0-9]* | wc -l');
    expect(Number(stdout)).toBeLessThan(8);
  });

  it.each(['/proc/kcore', '/proc/keys', '/proc/key-users', '/proc/kallsyms', '/proc/kmsg', '/proc/timer_list'])(
    'is nothing out of %s',
    async (path) => {
      const result = await shell(`cat ${path}`);
      expect(result.exitCode).not.toBe(0);
      expect(result.stdout).toBe('');
    },
  );

  it('is nothing writable below /proc/sys', async () => {
    const { stdout } = await shell('find /proc/sys -writable 2>/dev/null | head -1; find /proc/sys | wc -l');
    expect(stdout).toMatch(/^\d{2,}\n$/);
  });
});

describe('the network inside', () => {
  it('does not reach a server of the host that the same words reach from outside', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const connect = `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`;
    const { stdout: outside } = await execute('bash', ['-c', connect]);
    expect(outside).toBe('hello');
    const inside = await shell(`bash -c '${connect}'`);
    expect(inside.exitCode).not.toBe(0);
    expect(inside.stdout).toBe('');
    server.close();
  });

  it('has a loopback device and no other', async () => {
    const { stdout } = await shell('tail -n +3 /proc/net/dev | cut -d: -f1');
    expect(stdout.trim()).toBe('lo');
  });
});
