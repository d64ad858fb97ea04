import { isUtf8 } from 'node:buffer';
import { parseEventLine } from './event-chain.ts';
import type { RegistryEvent } from './event-schema.ts';

const newline = 0x0a;

/** Length of the whole lines of a log; what follows is a line that was never finished. */
export function endedLength(log: Buffer): number {
  return log.lastIndexOf(newline) + 1;
}

/** The last whole line of a log, checked by its own hash: null when there is no line, `damaged` when it does not hold. */
export function lastEvent(log: Buffer): RegistryEvent | null | 'damaged' {
  const end = endedLength(log);
  if (end === 0) return null;
  return eventAt(log, end - 2 < 0 ? 0 : end - 2);
}

/** The last event of one tool. The search is textual: quotes inside JSON strings are escaped, so only the key matches. */
export function lastEventOf(log: Buffer, toolId: string): RegistryEvent | null | 'damaged' {
  const ended = log.subarray(0, endedLength(log));
  const key = Buffer.from(`"toolId":"${toolId}"`);
  // Forwards, hit by hit: searching a buffer backwards takes thirty times as long.
  let place = -1;
  for (let next = ended.indexOf(key); next >= 0; next = ended.indexOf(key, next + 1)) place = next;
  return place < 0 ? null : eventAt(log, place);
}

function eventAt(log: Buffer, place: number): RegistryEvent | 'damaged' {
  const start = log.lastIndexOf(newline, place) + 1;
  const end = log.indexOf(newline, place);
  const line = log.subarray(start, end < 0 ? log.length : end);
  return (isUtf8(line) ? parseEventLine(line.toString('utf8')) : null) ?? 'damaged';
}
