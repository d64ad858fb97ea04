import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { captureOutput, type CapturedStream } from './capture-output.ts';
import { endProcesses } from './end-processes.ts';
import { findByRunKey, findGroupMembers, markWithRunKey } from './find-processes.ts';
import { startOfChild } from './process-identity.ts';

export interface CommandRequest {
  /** Program and arguments; a shell only when it is named here. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Text for standard input; without it there is none. */
  readonly input?: string | undefined;
  /** Marks the process and all it starts. */
  readonly runKey: string;
  /** Folder for the output files. */
  readonly folder: string;
  /** Names of the output files there. */
  readonly files: { readonly stdout: string; readonly stderr: string };
  readonly outputBytes: number;
  readonly deadline: { readonly afterMs: number; readonly because: 'timeout' | 'budget' };
  readonly graceMs: number;
  /** Ends the command early. */
  readonly signal?: AbortSignal | undefined;
  /** Look for processes that left the group as well; costs a walk over the process table. */
  readonly hunt: boolean;
  /** Called as soon as there is a process. */
  readonly onSpawn: (pid: number, pidStart: string) => void;
}

export interface CommandResult {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stopped: 'timeout' | 'budget' | 'operator' | null;
  readonly spawnError: string | undefined;
  /** Processes that outlived the command and were ended. */
  readonly survivorsKilled: number;
  readonly durationMs: number;
  readonly stdout: CapturedStream;
  readonly stderr: CapturedStream;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** Runs one command in a process group of its own and leaves nothing of it behind. Never rejects for what the command does. */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const startMs = performance.now();
  const [program, ...parameters] = request.argv;
  const options = { cwd: request.cwd, env: markWithRunKey(request.env, request.runKey), detached: true } as const;
  const child: Child =
    request.input === undefined
      ? spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn(program, parameters, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  // Who does not read its input is not at fault.
  child.stdin?.on('error', () => undefined).end(request.input);
  const closed = closing(child);
  const ended = ending(child);
  const stdout = captureOutput(child.stdout, join(request.folder, request.files.stdout), request.outputBytes);
  const stderr = captureOutput(child.stderr, join(request.folder, request.files.stderr), request.outputBytes);
  const { pid } = child;
  const find = (): number[] => [
    ...(pid === undefined ? [] : findGroupMembers(pid)),
    ...(request.hunt ? findByRunKey(request.runKey) : []),
  ];
  let stopped: CommandResult['stopped'] = null;
  let survivorsKilled = 0;
  try {
    if (pid !== undefined) request.onSpawn(pid, startOfChild(pid));
    stopped = await firstOf(request, ended);
  } finally {
    const killed = await endProcesses({ find, graceMs: request.graceMs });
    survivorsKilled = stopped === null ? killed : Math.max(0, killed - 1);
  }
  const { exit, signal, spawnError } = await ended;
  await drain(child, closed);
  return {
    exit,
    signal,
    stopped,
    spawnError,
    survivorsKilled,
    durationMs: Math.round(performance.now() - startMs),
    stdout: stdout.finish(),
    stderr: stderr.finish(),
  };
}

interface Ending {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly spawnError: string | undefined;
}

function ending(child: Child): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('exit', (exit, signal) => {
      resolve({ exit, signal, spawnError: undefined });
    });
    child.once('error', (cause) => {
      if (child.pid === undefined) resolve({ exit: null, signal: null, spawnError: String(cause) });
    });
  });
}

function closing(child: Child): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
}

/** Waits for the end, the deadline or the operator; says which of the latter two it was. */
async function firstOf(request: CommandRequest, ended: Promise<Ending>): Promise<CommandResult['stopped']> {
  const { signal, deadline } = request;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const early = new Promise<'timeout' | 'budget' | 'operator'>((resolve) => {
    // A timer cannot hold more than 31 bits of milliseconds; longer limits are no limits in practice.
    timer = setTimeout(
      () => {
        resolve(deadline.because);
      },
      Math.min(deadline.afterMs, 2_147_483_647),
    );
    onAbort = () => {
      resolve('operator');
    };
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([ended.then(() => null), early]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}

/** Waits for the promise, but not for long. */
async function orSoon(done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 25);
  });
  await Promise.race([done, soon]);
  clearTimeout(timer);
}

/** Takes what is left in the pipes. A process that escaped may hold them open for ever, so silence ends the wait. */
async function drain(child: Child, closed: Promise<void>): Promise<void> {
  const silenceMs = 500;
  const state = { open: true, lastMs: performance.now() };
  const touch = (): void => {
    state.lastMs = performance.now();
  };
  child.stdout.on('data', touch);
  child.stderr.on('data', touch);
  const done = closed.finally(() => {
    state.open = false;
  });
  while (state.open && performance.now() - state.lastMs < silenceMs) await orSoon(done);
  child.stdout.destroy();
  child.stderr.destroy();
}
