import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError, type CliErrorCode } from './errors.ts';

const objectSchema = z.record(z.string(), z.unknown());

/** One JSON object from text somebody typed or wrote. `what` names it in the error. */
export function parseJsonObject(text: string, what: string, code: CliErrorCode = 'USAGE'): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError(code, `${what} is not valid JSON: ${text.slice(0, 80)}`, { cause });
  }
  const parsed = objectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError(code, `${what} must be one JSON object such as {"name": "value"}, not ${text.slice(0, 80)}`);
}

/** One JSON object from a file that an option names. */
export function readJsonObject(file: string, option: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError('FILE_UNUSABLE', `${option} ${file} is no readable file; see docs/formats.md`, { cause });
  }
  return parseJsonObject(text, `${option} ${file}`, 'FILE_UNUSABLE');
}
