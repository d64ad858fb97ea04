import { readdirSync } from 'node:fs';
import { parseTransactionId } from './core/transaction-id.ts';
import { RegistryError } from './errors.ts';
import { errnoOf } from './file-system-error.ts';
import { acquireLock } from './lock.ts';
import { isAlive } from './process-identity.ts';
import { settleTransaction } from './settle-transaction.ts';
import { pathIn, type Store } from './store.ts';
import { beginTransaction, discardTransaction, readIntent, type Transaction } from './transaction.ts';

/** Transactions whose process is gone. */
export function deadTransactions(store: Store): string[] {
  return transactions(store).filter((id) => {
    const owner = parseTransactionId(id);
    return owner !== null && !isAlive(owner);
  });
}

/** Every transaction that has not ended, dead or alive. */
export function transactions(store: Store): string[] {
  try {
    return readdirSync(pathIn(store, '.staging')).filter((id) => parseTransactionId(id) !== null);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Settles what was left of one tool; the tool's lock must be held. An intent exists only while its transaction holds
 * that lock, so whatever is found here belongs to nobody any more.
 */
export async function recoverTool(store: Store, toolId: string, actor: Transaction): Promise<void> {
  for (const id of transactions(store)) {
    if (readIntent(store, id)?.toolId === toolId) await settleTransaction(store, id, actor);
  }
}

/** Settles what dead processes left anywhere; a tool that a live process has locked is left to that process. */
export async function recoverAll(store: Store): Promise<void> {
  const dead = deadTransactions(store);
  const toolIds = new Set<string>();
  for (const id of dead) {
    const intent = readIntent(store, id);
    if (intent === null) discardTransaction(store, id);
    else toolIds.add(intent.toolId);
  }
  if (toolIds.size === 0) return;
  const transaction = beginTransaction(store);
  try {
    for (const toolId of toolIds) await recoverUnlessLocked(store, toolId, transaction);
  } finally {
    discardTransaction(store, transaction.id);
  }
}

async function recoverUnlessLocked(store: Store, toolId: string, actor: Transaction): Promise<void> {
  try {
    const lock = await acquireLock({ ...store, lockWaitMs: 0 }, toolId, actor);
    try {
      await recoverTool(store, toolId, actor);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!RegistryError.isInstance(error) || error.code !== 'LOCKED') throw error;
  }
}
