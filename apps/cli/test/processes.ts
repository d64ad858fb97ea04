import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { childEnvironment, programArguments, type RunOptions } from './machinist.ts';

const patienceMs = 120_000;

/** Waits until `probe` gives something other than undefined or false; throws after two minutes. */
export async function waitUntil<Value>(what: string, probe: () => Value | undefined | false): Promise<Value> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(20);
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** Tells two processes of the same number apart. */
  readonly start: string;
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return { pid, parent: Number(fields[1]), name: stat.slice(stat.indexOf('(') + 1, end), start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** All processes below `pid`, children of children included. */
export function descendants(pid: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const below = (parent: number): Process[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

/** Those of the processes that still run. */
export function stillRunning(processes: readonly Process[]): Process[] {
  return processes.filter(({ pid, start }) => readProcess(pid)?.start === start);
}

/** A started `machinist`. */
export interface Running {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
  /** To the whole process group, as a terminal does it. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts `machinist` in a process group of its own; what is left of it ends with the test. */
export function startMachinist(argv: readonly string[], { cwd, env }: RunOptions): Running {
  const child: ChildProcess = spawn(process.execPath, [...programArguments, ...argv], {
    cwd,
    env: childEnvironment(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const pid = child.pid ?? 0;
  const kill = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  };
  onTestFinished(() => kill('SIGKILL'));
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (exitCode, signal) => setTimeout(() => resolve({ exitCode, signal }), 50));
  });
  return { pid, stdout: () => stdout, stderr: () => stderr, ended, kill };
}
