import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { intentSchema, type Intent } from './core/intent-schema.ts';
import { maxBytes } from './core/limits.ts';
import { readRecord } from './core/read-record.ts';
import { formatTransactionId } from './core/transaction-id.ts';
import { ownIdentity } from './process-identity.ts';
import { readRegularFile } from './read-regular-file.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';

/** A folder below `.staging/` that lives as long as one change; its name says which process makes the change. */
export interface Transaction {
  readonly id: string;
  readonly directory: string;
  /** Content of the locks it takes. */
  readonly ownerFile: string;
}

/** Starts a change of this process. */
export function beginTransaction(store: Store): Transaction {
  const id = formatTransactionId(ownIdentity(), randomBytes(8).toString('hex'));
  const directory = ensureDirectories(store, '.staging', id);
  const ownerFile = join(directory, 'owner');
  try {
    store.disk.createFile(ownerFile, Buffer.from(id));
  } catch (error) {
    store.disk.removeTree(directory);
    throw error;
  }
  return { id, directory, ownerFile };
}

/** What a transaction meant to make visible; null as long as nothing of it is. */
export function readIntent(store: Store, transactionId: string): Intent | null {
  const reading = readRegularFile(store.root, ['.staging', transactionId, 'intent.json'], maxBytes.record);
  return reading.status === 'read' ? readRecord(reading.bytes, intentSchema).value : null;
}

/** Forgets a transaction: its intent first, so that a half-removed folder means nothing. */
export function discardTransaction(store: Store, transactionId: string): void {
  const directory = pathIn(store, '.staging', transactionId);
  store.disk.unlink(join(directory, 'intent.json'));
  store.disk.removeTree(directory);
}
