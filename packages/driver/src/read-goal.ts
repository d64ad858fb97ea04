import { readFileSync, statSync } from 'node:fs';
import { DriverError } from './errors.ts';
import { parseGoal, type ParsedGoal } from './core/parse-goal.ts';

const maxBytes = 16 * 1024 * 1024;

/** Reads and checks a goal file. Throws `GOAL_UNREADABLE` and what `parseGoal` throws. */
export function readGoal(path: string): ParsedGoal {
  let bytes: Uint8Array;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes, ${maxBytes} are allowed`);
    bytes = readFileSync(path);
  } catch (cause) {
    throw new DriverError('GOAL_UNREADABLE', `${path} cannot be read: ${String(cause)}`, { cause });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DriverError('GOAL_UNREADABLE', `${path} is not UTF-8; save it as UTF-8`, { cause });
  }
  return parseGoal(text);
}
