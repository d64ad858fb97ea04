import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';
import { childEnvironment, programArguments, type RunOptions } from './machinist.ts';
import { waitUntil } from './processes.ts';

/** `machinist` with a person at a terminal. */
export interface Session {
  /** All that was shown so far, without control sequences. */
  readonly shown: () => string;
  readonly raw: () => string;
  /** Waits for a text that came after the last one waited for. */
  readonly waitFor: (text: string) => Promise<void>;
  readonly press: (keys: string) => void;
  readonly ended: Promise<number | null>;
}

/** Starts `machinist` on a terminal of its own (`script` of util-linux makes it). */
export function openSession(argv: readonly string[], { cwd, env }: RunOptions): Session {
  const quoted = [process.execPath, ...programArguments, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols 200 rows 50; exec ${quoted.join(' ')}`, '/dev/null'],
    {
      cwd,
      env: childEnvironment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...env }),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let raw = '';
  let seen = 0;
  let running = true;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (raw += text));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running = false;
      resolve(code);
    });
  });
  const shown = (): string => stripVTControlCharacters(raw);
  return {
    shown,
    raw: () => raw,
    ended,
    press: (keys) => void child.stdin.write(keys),
    async waitFor(text) {
      await waitUntil(`"${text}"`, () => {
        const at = shown().indexOf(text, seen);
        if (at === -1 && !running) throw new Error(`ended without showing "${text}": ${shown().slice(-2000)}`);
        if (at !== -1) seen = at + text.length;
        return at !== -1;
      });
    },
  };
}
