import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { sealEvent } from './core/event-chain.ts';
import type { EventDraft } from './core/event-schema.ts';
import { maxBytes } from './core/limits.ts';
import { endedLength, lastEvent } from './core/log-index.ts';
import { RegistryError } from './errors.ts';
import { acquireLock } from './lock.ts';
import { readRegularFile, type FileReading } from './read-regular-file.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';
import type { Transaction } from './transaction.ts';

const logSegments = ['.log', 'events.jsonl'];
const stagedEvent = 'event.jsonl';
/** More than any line can have. */
const tailBytes = 64 * 1024;

/** The whole log. */
export function readLog(store: Store): FileReading {
  return readRegularFile(store.root, logSegments, maxBytes.log);
}

/**
 * Seals an event and makes it durable. The line is kept in the transaction's folder first: it alone tells a line torn
 * by a crash from a damaged one.
 */
export async function appendEvent(store: Store, transaction: Transaction, draft: EventDraft): Promise<void> {
  const lock = await acquireLock(store, '.log', transaction);
  try {
    const path = ensureLogFile(store);
    repairTornTail(store);
    const last = lastEvent(readTail(path));
    if (last === 'damaged') {
      throw new RegistryError('INTEGRITY_FAILED', `The last line of ${path} is not what was written: run verify.`);
    }
    const { line } = sealEvent(draft, last);
    store.disk.createFile(join(transaction.directory, stagedEvent), Buffer.from(line));
    store.disk.sync(transaction.directory);
    store.disk.append(path, Buffer.from(line));
  } finally {
    lock.release();
  }
}

/** The line a transaction was about to append or has appended; null when it never came to that. */
export function readStagedEvent(store: Store, transactionId: string): Buffer | null {
  const reading = readRegularFile(store.root, ['.staging', transactionId, stagedEvent], tailBytes);
  return reading.status === 'read' && reading.bytes.length > 0 ? reading.bytes : null;
}

/** Drops an unfinished last line that an interrupted transaction accounts for; the log's lock must be held. */
export function repairTornTail(store: Store): void {
  const path = pathIn(store, ...logSegments);
  if (!existsSync(path)) return;
  const { size, tail } = readTailOf(path);
  const torn = tail.subarray(endedLength(tail));
  if (torn.length === 0) return;
  const explained = readdirSync(pathIn(store, '.staging')).some((id) =>
    readStagedEvent(store, id)?.subarray(0, torn.length).equals(torn),
  );
  if (!explained) {
    throw new RegistryError(
      'INTEGRITY_FAILED',
      `${path} ends in a line that no interrupted change explains: run verify.`,
    );
  }
  store.disk.truncate(path, size - torn.length);
  store.disk.sync(path);
}

function ensureLogFile(store: Store): string {
  const path = pathIn(store, ...logSegments);
  if (existsSync(path)) return path;
  const directory = ensureDirectories(store, '.log');
  store.disk.createFile(path, new Uint8Array());
  store.disk.sync(directory);
  return path;
}

function readTail(path: string): Buffer {
  return readTailOf(path).tail;
}

function readTailOf(path: string): { size: number; tail: Buffer } {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(descriptor);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    return { size, tail };
  } finally {
    closeSync(descriptor);
  }
}
