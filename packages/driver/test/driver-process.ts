import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { testEnvironment } from './goal-folder.ts';

/** The driver as a program; see `fixtures/README.md`. */
export const driverProgram = join(import.meta.dirname, 'fixtures', 'drive.ts');

export interface DriverProcessResult {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DriverProcess {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout holds the text, or the process has ended. */
  waitFor(text: string): Promise<void>;
  readonly ended: Promise<DriverProcessResult>;
}

/** Starts the driver as a process of its own; see `fixtures/README.md` for the options. */
export function startDriver(
  goalPath: string,
  options: object = {},
  environment: Record<string, string> = {},
): DriverProcess {
  const child = spawn(process.execPath, [driverProgram, goalPath], {
    env: {
      ...testEnvironment,
      ...environment,
      DRIVE_OPTIONS: JSON.stringify({ durability: 'process', graceMs: 300, ...options }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A worker that outlives a killed driver may hold its pipes, so the end is the exit.
  const ended = new Promise<DriverProcessResult>((resolve) => {
    child.once('exit', (exit, signal) => setTimeout(() => resolve({ exit, signal, stdout, stderr }), 20));
  });
  return {
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    ended,
    waitFor: async (text) => {
      while (child.exitCode === null && child.signalCode === null && !stdout.includes(text)) await delay(5);
    },
  };
}

/** Runs the driver as a process to its end. */
export function driveToEnd(
  goalPath: string,
  options: object = {},
  environment: Record<string, string> = {},
): Promise<DriverProcessResult> {
  return startDriver(goalPath, options, environment).ended;
}
