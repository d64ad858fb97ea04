import { expect } from 'vitest';
import { linesOf, machinist, type RunOptions } from './machinist.ts';

/** What a refused command line must look like. */
export interface Refusal {
  readonly exitCode: number;
  readonly code: string;
  /** What the line must say. */
  readonly says: string | RegExp;
}

/**
 * Demands the exit code, one line on stderr and nothing more, no stack, no control character, and on stdout the one error
 * document of `--json`.
 */
export async function expectRefusal(
  argv: readonly string[],
  options: RunOptions,
  { exitCode, code, says }: Refusal,
): Promise<void> {
  const { stdout, stderr, ...ended } = await machinist(['--quiet', '--json', ...argv], options);
  const lines = linesOf(stderr);
  expect(lines, `${argv.join(' ')}: ${stderr}`).toHaveLength(1);
  const [line = ''] = lines;
  expect(line).toMatch(new RegExp(`^machinist: .+ \\[${code}\\]$`));
  expect(line).toMatch(says);
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(line).not.toMatch(/\s+at .+:\d+:\d+/);
  expect(ended.exitCode, line).toBe(exitCode);
  const message = line.slice('machinist: '.length, -` [${code}]`.length);
  expect(linesOf(stdout)).toHaveLength(1);
  expect(JSON.parse(stdout)).toStrictEqual({ error: { code, message } });
}
