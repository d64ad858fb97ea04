import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. Results go to stdout, progress and questions to stderr. */
export interface Terminal {
  /** One JSON document (or NDJSON) is wanted on stdout, and nothing else there. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** A person sits at both ends. */
  readonly interactive: boolean;
  readonly columns: number;
  /** A result line for people; dropped with `--json`. */
  print(line?: string): void;
  /** A progress or notice line for people; dropped with `--quiet`. */
  note(line: string): void;
  /** The machine-readable result. */
  printJson(document: unknown): void;
  /** One raw line that replaces itself, on a TTY only. */
  status(line: string): void;
  style(format: Style, text: string): string;
}

export interface TerminalOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
}

/** The terminal of this process. `NO_COLOR`, `--no-color` and a stream that is no TTY all switch colour off. */
export function createTerminal(options: TerminalOptions): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  const plain = options.color === false || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const colorful = !plain && stdout.isTTY && stderr.isTTY;
  const live = !quiet && stderr.isTTY;
  let statusShown = false;
  const clearStatus = (): void => {
    if (statusShown) stderr.write('\r\u001b[2K');
    statusShown = false;
  };
  return {
    json,
    quiet,
    interactive: stdin.isTTY && stderr.isTTY && !json,
    columns: stderr.columns ?? 100,
    print(line = '') {
      clearStatus();
      if (!json) stdout.write(`${line}\n`);
    },
    note(line) {
      clearStatus();
      if (!quiet) stderr.write(`${line}\n`);
    },
    printJson(document) {
      clearStatus();
      stdout.write(`${JSON.stringify(document)}\n`);
    },
    status(line) {
      if (!live) return;
      stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns ?? 100) - 1)}`);
      statusShown = true;
    },
    style(format, text) {
      return colorful ? styleText(format, text, { validateStream: false }) : text;
    },
  };
}
