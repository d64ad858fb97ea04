import { join } from 'node:path';
import { sha256Hex } from './core/canonical-json.ts';
import { parseEventLine } from './core/event-chain.ts';
import type { RegistryEvent } from './core/event-schema.ts';
import { headSchema } from './core/head-schema.ts';
import type { Intent } from './core/intent-schema.ts';
import { maxBytes } from './core/limits.ts';
import { readRecord } from './core/read-record.ts';
import { readLog, readStagedEvent, repairTornTail } from './event-log.ts';
import { acquireLock } from './lock.ts';
import { readRegularFile } from './read-regular-file.ts';
import { directoryState } from './read-version.ts';
import { pathIn, type Store } from './store.ts';
import { discardTransaction, readIntent, type Transaction } from './transaction.ts';

/**
 * Ends a transaction that did not end itself; the tool's lock must be held. With its event in the log it is completed,
 * otherwise everything it made visible is taken back. `actor` is the living transaction that does this.
 */
export async function settleTransaction(
  store: Store,
  transactionId: string,
  actor: Transaction,
): Promise<'completed' | 'undone'> {
  const intent = readIntent(store, transactionId);
  const event = intent === null ? null : await loggedEvent(store, transactionId, actor);
  if (intent !== null && event !== null) completeHead(store, transactionId, event);
  if (intent !== null && event === null) undo(store, transactionId, intent);
  discardTransaction(store, transactionId);
  return event === null ? 'undone' : 'completed';
}

async function loggedEvent(store: Store, transactionId: string, actor: Transaction): Promise<RegistryEvent | null> {
  const staged = readStagedEvent(store, transactionId);
  if (staged === null) return null;
  const lock = await acquireLock(store, '.log', actor);
  try {
    const log = readLog(store);
    // The line is unique: it holds the transaction id and its own hash.
    if (log.status === 'read' && log.bytes.includes(staged) && staged.at(-1) === 0x0a)
      return parseEventLine(staged.toString('utf8').slice(0, -1));
    repairTornTail(store);
    return null;
  } finally {
    lock.release();
  }
}

function completeHead(store: Store, transactionId: string, event: RegistryEvent): void {
  const target = [event.toolId, 'metadata.json'];
  const current = readRegularFile(store.root, target, maxBytes.record);
  const currentSha256 = current.status === 'read' ? sha256Hex(current.bytes) : null;
  const staged = readRegularFile(store.root, ['.staging', transactionId, 'metadata.json'], maxBytes.record);
  if (currentSha256 !== event.previousHeadSha256) return;
  if (staged.status !== 'read' || sha256Hex(staged.bytes) !== event.headSha256) return;
  store.disk.rename(pathIn(store, '.staging', transactionId, 'metadata.json'), pathIn(store, ...target));
  store.disk.sync(pathIn(store, event.toolId));
}

function undo(store: Store, transactionId: string, intent: Intent): void {
  const tool = pathIn(store, intent.toolId);
  if (intent.version !== null && directoryState(tool) === 'directory') {
    const versions = join(tool, 'versions');
    const folder = join(versions, intent.version);
    const staysStaged = directoryState(pathIn(store, '.staging', transactionId, 'version')) === 'directory';
    if (
      !staysStaged &&
      !isNamedByHead(store, intent.toolId, intent.version) &&
      directoryState(folder) === 'directory'
    ) {
      store.disk.rename(folder, pathIn(store, '.staging', transactionId, 'undone'));
      store.disk.sync(versions);
    }
    if (directoryState(versions) === 'directory') store.disk.removeEmptyDirectory(versions);
    store.disk.removeEmptyDirectory(tool);
    store.disk.sync(store.root);
  }
}

function isNamedByHead(store: Store, toolId: string, version: string): boolean {
  const reading = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  if (reading.status !== 'read') return false;
  const record = readRecord(reading.bytes, headSchema);
  // A head that cannot be read may name it: keep the folder, verify will tell.
  return record.value === null || Object.hasOwn(record.value.versions, version);
}
