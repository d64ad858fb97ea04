import { expect } from 'vitest';
import { linesOf, machinist, type RunOptions } from './machinist.ts';

/** How a command line was refused. */
export interface Refusal {
  readonly exitCode: number | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** What is wrong with the form: it must be one line without stack and control characters, and one JSON document. */
  readonly faults: readonly string[];
}

/** Runs a command line that is to be refused, with `--json`, so that both streams can be judged. */
export async function refusalOf(argv: readonly string[], options: RunOptions): Promise<Refusal> {
  const { exitCode, stdout, stderr } = await machinist(['--quiet', '--json', ...argv], options);
  const lines = linesOf(stderr);
  const [line = ''] = lines;
  const [, message, code] = /^machinist: (.+) \[([A-Z_]+)\]$/.exec(line) ?? [];
  const document = `${JSON.stringify({ error: { code, message } })}\n`;
  const faults = [
    ...(lines.length === 1 ? [] : [`${lines.length} lines on stderr: ${stderr}`]),
    ...(/\p{Cc}/u.test(line) ? [`control characters: ${JSON.stringify(line)}`] : []),
    ...(/\s+at .+:\d+:\d+/.test(stderr) ? [`a stack: ${stderr}`] : []),
    ...(stdout === document ? [] : [`stdout is not ${document} but ${stdout}`]),
  ];
  return { exitCode, code, message, faults };
}

/** The refusal to expect: its form faultless, its message holding `says`. */
export function refused(exitCode: number, code: string, says: string | RegExp): Refusal {
  const message = typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says);
  return { exitCode, code, message, faults: [] };
}
