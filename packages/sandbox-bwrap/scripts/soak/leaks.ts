// Runs thousands of sandboxes of every ending and says what is left of them: `node --conditions=@machinist/source leaks.ts [RUNS]`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxRequest } from '../../src/core/request.ts';
import { findEnforcement } from '../../src/limits/find-enforcement.ts';
import { runSandboxed } from '../../src/run-sandboxed.ts';

const total = Number(process.argv[2] ?? 10_000);
const concurrency = 2;
// A temporary folder of our own: other sandboxes of this machine make and remove files as well.
const directory = mkdtempSync(join(tmpdir(), 'sandbox-soak-'));
process.env['TMPDIR'] = directory;
/** Marks our payloads among the processes of the machine. */
const mark = `sandbox-soak-${process.pid}`;

const bash = (script: string, rest: Omit<SandboxRequest, 'command'> = {}): SandboxRequest => ({
  command: ['/bin/bash', '-c', script, mark],
  ...rest,
});

/** By run number; the first divisor that fits decides. */
const unusual: readonly (readonly [every: number, expected: string, request: SandboxRequest])[] = [
  [199, 'timeout', bash('trap "" TERM; sleep 60; sleep 60', { policy: { wallMs: 100 } })],
  [101, 'oom', bash('tail /dev/zero', { policy: { memoryBytes: 33_554_432 } })],
  [67, 'output-cap', bash('yes', { policy: { outputBytes: 65_536 } })],
  [41, 'launch-error', { command: ['no-such-program'] }],
  [29, 'exit', bash('(setsid sleep 60 &) ; (setsid sh -c "trap \\"\\" TERM; sleep 60" &) ; exit 0')],
  [23, 'signal', bash('kill -SEGV $$')],
  [19, 'exit', bash('mkdir a; echo x > a/b; ln -s / l', { outputs: {} })],
  [
    13,
    'exit',
    bash('cat; cat /job/x; echo hi >&3', { stdin: 'in', channels: [3], files: [{ to: '/job/x', content: 'x' }] }),
  ],
];

interface Trace {
  readonly processes: number;
  readonly descriptors: number;
  readonly groups: number;
  readonly mounts: number;
  readonly files: number;
}

function look(): Trace {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return {
    processes: pids.filter((pid) => isOurs(pid)).length,
    descriptors: readdirSync('/proc/self/fd').length,
    groups: findEnforcement()
      .flatMap(({ home }) => readdirSync(home.directory))
      .filter((name) => name.startsWith('machinist-sandbox-') && name.includes(`-${process.pid}-`)).length,
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length,
    files: readdirSync(directory).length,
  };
}

function isOurs(pid: string): boolean {
  try {
    const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1];
    return parent === String(process.pid) || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
  } catch {
    return false;
  }
}

async function settled(): Promise<Trace> {
  // Group directories go in the background, the spare ones last.
  await delay(3000);
  return look();
}

const counts: Record<string, number> = {};
const wrong: string[] = [];
let next = 0;

async function work(last: number): Promise<void> {
  while (next < last) {
    next += 1;
    const number = next;
    const [, expected, request] = unusual.find(([every]) => number % every === 0) ?? [1, 'exit', bash('true')];
    const { status, launchError } = await runSandboxed(request);
    counts[status] = (counts[status] ?? 0) + 1;
    if (status !== expected) wrong.push(`run ${number}: ${status} instead of ${expected} ${launchError ?? ''}`);
  }
}

const runTo = (last: number): Promise<unknown> => Promise.all(Array.from({ length: concurrency }, () => work(last)));

// Everything that is made once and kept (gates, filters, starters of each kind) is there after the first lot.
await runTo(Math.min(1000, Math.floor(total / 2)));
const before = await settled();
const started = performance.now();
await runTo(total);
const seconds = Math.round((performance.now() - started) / 1000);
const after = await settled();
const leaked = Object.entries(after).filter(
  ([name, value]) => value > (new Map(Object.entries(before)).get(name) ?? 0),
);
rmSync(directory, { recursive: true });
const passed = leaked.length === 0 && wrong.length === 0;
console.log(
  JSON.stringify({
    runs: next,
    seconds,
    counts,
    before,
    after,
    wrong: wrong.slice(0, 10),
    verdict: passed ? 'PASS' : 'FAIL',
  }),
);
process.exitCode = passed ? 0 : 1;
