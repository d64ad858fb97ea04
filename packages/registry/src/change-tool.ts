import { ensureFormat } from './format-file.ts';
import { acquireLock } from './lock.ts';
import { recoverTool } from './recover.ts';
import type { Store } from './store.ts';
import { beginTransaction, discardTransaction, readIntent, type Transaction } from './transaction.ts';

/** Runs `change` with the tool's lock held and whatever earlier changes left behind settled. */
export async function changeTool<Result>(
  store: Store,
  toolId: string,
  change: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  ensureFormat(store);
  const transaction = beginTransaction(store);
  try {
    const lock = await acquireLock(store, toolId, transaction);
    try {
      await recoverTool(store, toolId, transaction);
      return await change(transaction);
    } finally {
      lock.release();
    }
  } finally {
    // With an intent it could not be settled; the next holder of the lock will try.
    if (readIntent(store, transaction.id) === null) discardTransaction(store, transaction.id);
  }
}
