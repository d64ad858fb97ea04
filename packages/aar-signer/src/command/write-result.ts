import { stringifyAsciiJson } from '../core/escape-foreign.ts';
import type { AarCommandContext } from './command-context.ts';

/** Says what was done: one JSON document with `--json`, else lines of text that are already safe to print. */
export function writeResult(
  context: AarCommandContext,
  json: boolean | undefined,
  result: object,
  ...lines: readonly string[]
): void {
  context.stdout.write(json === true ? `${stringifyAsciiJson(result)}\n` : lines.map((line) => `${line}\n`).join(''));
}
