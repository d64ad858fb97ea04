import { spawn } from 'node:child_process';
import { AlertRefused, type AlertChannel } from './alert-channel.ts';

/** A program that gets the alert as one JSON document on stdin; exit code 0 means accepted. No shell is involved. */
export function commandChannel(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): AlertChannel {
  const [program, ...parameters] = argv;
  return {
    name: 'command',
    send: (alert, { signal }) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, parameters, {
          env: { ...env },
          detached: true,
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        const end = (): void => {
          // The group: what the program started must not outlive it either.
          if (child.pid !== undefined) killGroup(child.pid);
        };
        signal.addEventListener('abort', end, { once: true });
        child.once('error', () => {
          signal.removeEventListener('abort', end);
          reject(new AlertRefused('the program could not be started'));
        });
        child.once('exit', (code) => {
          signal.removeEventListener('abort', end);
          end();
          if (signal.aborted) reject(new AlertRefused('did not end in time'));
          else if (code === 0) resolve();
          else reject(new AlertRefused(code === null ? 'was killed' : `ended with exit code ${code}`));
        });
        child.stdin.on('error', () => undefined);
        child.stdin.end(`${JSON.stringify(alert)}\n`);
        if (signal.aborted) end();
      }),
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
