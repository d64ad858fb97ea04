import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { findLaunchers } from '../../src/host/find-launchers.ts';
import { runSandboxed } from '../../src/run-sandboxed.ts';
import { readOutcome } from './attempt.ts';
import type { Attempt, Outcome } from './attempt.ts';

/** A row of the suite's report. */
export interface AttemptReport {
  readonly area: Attempt['area'];
  readonly id: string;
  readonly outcome: Outcome;
  readonly detail: string;
}

/** Runs one script somewhere and tells what it printed. */
export type AttemptRunner = (
  script: string,
) => Promise<{ readonly stdout: string; readonly detail: string; readonly wasKilled: boolean }>;

/** The sandbox under test, with its default policy. */
export const sandboxRunner: AttemptRunner = async (script) => {
  const { status, stdout, stderr, signal, launchError } = await runSandboxed({ command: ['bash', '-c', script] });
  return {
    stdout,
    detail: `${status} ${launchError ?? ''}${stdout}${stderr}`.trim(),
    wasKilled: signal === 'SIGSYS' || status === 'oom',
  };
};

/**
 * The negative control: Bubblewrap as one might call it who only thinks of files. It protects the host from the suite
 * (nothing can be created outside memory) and from nothing else. `directory` holds the host's listening socket.
 */
export function weakRunner(directory: string): AttemptRunner {
  const options =
    `--ro-bind / / --dev-bind /dev /dev --proc /proc --tmpfs /tmp --tmpfs /var/tmp --ro-bind ${directory} ${directory} ` +
    '--unshare-pid --unshare-uts --new-session --die-with-parent';
  return async (script) => {
    const child = spawn(findLaunchers().bwrap, [...options.split(' '), 'bash', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, detail: (stdout + stderr).trim(), wasKilled: false };
  };
}

/** Runs all attempts, `concurrency` at a time, and reports in their order. */
export async function runAttempts(
  attempts: readonly Attempt[],
  run: AttemptRunner,
  concurrency: number,
): Promise<readonly AttemptReport[]> {
  const reports: AttemptReport[] = [];
  const queue = attempts.entries();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const [index, { area, id, script }] of queue) {
        const { stdout, detail, wasKilled } = await run(script);
        reports[index] = { area, id, outcome: readOutcome(stdout, wasKilled), detail };
      }
    }),
  );
  return reports;
}
