import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Readable } from 'node:stream';
import type { SandboxOutcome, SandboxPolicyRequest, SandboxPort, SandboxRequest, SandboxRun } from '../src/ports.ts';

const sandboxUid = 65_534;
// Node reserves address space for code, which the kernel counts as data although no page of it is used.
const codeReserveBytes = 536_870_912;
const launchesAsRoot = process.geteuid?.() === 0;

/** A small real Bubblewrap sandbox for the tests of this package; the product uses `@machinist/sandbox-bwrap`. */
export function createBwrapSandbox(): SandboxPort {
  return { start };
}

function start(request: SandboxRequest, options: { readonly signal?: AbortSignal } = {}): SandboxRun {
  const policy = request.policy ?? {};
  const fileDirectory = mkdtempSync(join(tmpdir(), 'pipeline-test-sandbox-'));
  chmodSync(fileDirectory, 0o755);
  const fileArguments = (request.files ?? []).flatMap(({ to, content }, index) => {
    const from = join(fileDirectory, String(index));
    writeFileSync(from, content, { mode: 0o444 });
    return ['--ro-bind', from, to];
  });
  const channelNumbers = request.channels ?? [];
  const highest = Math.max(2, ...channelNumbers);
  const stdio = Array.from({ length: highest + 1 }, (_, fd) =>
    fd < 3 || channelNumbers.includes(fd) ? ('pipe' as const) : ('ignore' as const),
  );
  const startedAt = performance.now();
  const child = spawn(
    '/usr/bin/prlimit',
    [
      ...limitArguments(policy),
      '/usr/bin/bwrap',
      ...bwrapArguments(policy),
      ...fileArguments,
      '--remount-ro',
      '/',
      '--',
      ...request.command,
    ],
    {
      env: {},
      detached: true,
      stdio,
      ...(launchesAsRoot ? { uid: sandboxUid, gid: sandboxUid } : {}),
    },
  );
  let ending: 'timeout' | 'output-cap' | 'aborted' | undefined;
  const end = (reason: typeof ending): void => {
    ending ??= reason;
    killGroup(child.pid);
  };
  const wall = setTimeout(end, policy.wallMs ?? 10_000, 'timeout');
  const abort = (): void => end('aborted');
  options.signal?.addEventListener('abort', abort, { once: true });
  // A signal that has fired already fires no more.
  if (options.signal?.aborted === true) abort();
  if (options.signal?.aborted === true) abort();

  const outputs = [child.stdio[1], child.stdio[2]].map((stream) =>
    collect(stream, policy.outputBytes ?? 1_048_576, () => end('output-cap')),
  );
  const channels = new Map<number, NodeJS.ReadWriteStream>();
  for (const fd of channelNumbers) {
    const stream: unknown = child.stdio[fd];
    if (!(stream instanceof Duplex)) throw new TypeError('the child has no such channel');
    stream.on('error', () => undefined);
    channels.set(fd, stream);
  }
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.stdin ?? '');

  const result = new Promise<SandboxOutcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(wall);
      options.signal?.removeEventListener('abort', abort);
      rmSync(fileDirectory, { recursive: true, force: true });
      const [stdout = '', stderr = ''] = outputs.map((read) => read());
      const payloadSignal = exitCode !== null && exitCode > 128 && exitCode < 160;
      resolve({
        status:
          ending ??
          (stderr.startsWith('bwrap: ') ? 'launch-error' : payloadSignal || signal !== null ? 'signal' : 'exit'),
        exitCode,
        signal: payloadSignal ? String(exitCode - 128) : signal,
        oom: false,
        timedOut: ending === 'timeout',
        truncated: ending === 'output-cap',
        wallMs: performance.now() - startedAt,
        stdout,
        stderr,
        policyHash: createHash('sha256').update(JSON.stringify(policy)).digest('hex'),
      });
    });
  });
  return { channels, result, stop: () => end('aborted') };
}

/** The whole group: a monitor killed right after its fork would leave the payload behind. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function collect(stream: unknown, capBytes: number, overflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (!(stream instanceof Readable)) throw new TypeError('the child has no such output');
  stream.on('data', (chunk: Buffer) => {
    if (bytes >= capBytes) return;
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes >= capBytes) overflow();
  });
  return () => Buffer.concat(chunks).subarray(0, capBytes).toString('utf8');
}

function limitArguments(policy: SandboxPolicyRequest): readonly string[] {
  const memory =
    policy.memoryBytes === null ? [] : [`--data=${(policy.memoryBytes ?? 536_870_912) + codeReserveBytes}`];
  return ['--core=0', '--nofile=1024', ...memory];
}

function bwrapArguments(policy: SandboxPolicyRequest): readonly string[] {
  const namespaces = `--unshare-all --unshare-user --disable-userns --uid ${sandboxUid} --gid ${sandboxUid}`;
  const hardening = '--die-with-parent --new-session --clearenv --cap-drop ALL --hostname sandbox';
  const system = '--ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64';
  const runtime = '--dir /etc --ro-bind /etc/ld.so.cache /etc/ld.so.cache --proc /proc --dev /dev';
  const temporary = `--size ${policy.tmpBytes ?? 67_108_864} --tmpfs /tmp --size ${policy.scratchBytes ?? 134_217_728} --tmpfs /scratch`;
  const binds = (policy.readOnly ?? []).flatMap(({ from, to }) => ['--ro-bind', from, to]);
  const environment = Object.entries({ PATH: '/usr/bin', HOME: '/tmp', LANG: 'C.UTF-8', TZ: 'UTC', ...policy.env });
  return [
    ...[namespaces, hardening, system, runtime, temporary].join(' ').split(' '),
    ...binds,
    ...environment.flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    policy.cwd ?? '/scratch',
  ];
}
