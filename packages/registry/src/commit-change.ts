import { join } from 'node:path';
import { canonicalJson, sha256Hex } from './core/canonical-json.ts';
import type { EventDraft } from './core/event-schema.ts';
import type { Intent } from './core/intent-schema.ts';
import { RegistryError } from './errors.ts';
import { appendEvent } from './event-log.ts';
import { directoryState } from './read-version.ts';
import { settleTransaction } from './settle-transaction.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';
import { discardTransaction, type Transaction } from './transaction.ts';

type WithoutHeads<Draft> = Draft extends unknown
  ? Omit<Draft, 'at' | 'toolId' | 'transaction' | 'previousHeadSha256' | 'headSha256'>
  : never;

/** One change of a tool: a new head, the event that says why, and perhaps a version folder. */
export interface Change {
  readonly toolId: string;
  readonly at: string;
  readonly event: WithoutHeads<EventDraft>;
  readonly previousHeadSha256: string | null;
  readonly headText: string;
  /** A staged folder and the version it becomes. */
  readonly addVersion: { readonly folder: string; readonly version: string } | null;
}

/**
 * Makes a change visible; the tool's lock must be held. Order: intent, version folder, log line, head (the commit
 * point). A failure on the way is settled at once: undone, or completed when the log already has the event.
 */
export async function commitChange(store: Store, transaction: Transaction, change: Change): Promise<void> {
  try {
    await applyChange(store, transaction, change);
  } catch (error) {
    if ((await settleTransaction(store, transaction.id, transaction)) === 'completed') return;
    throw error;
  }
  discardTransaction(store, transaction.id);
}

async function applyChange(store: Store, transaction: Transaction, change: Change): Promise<void> {
  const { toolId, addVersion } = change;
  const stagedHead = join(transaction.directory, 'metadata.json');
  store.disk.createFile(stagedHead, Buffer.from(change.headText));
  const intent: Intent = { intentVersion: 1, toolId, version: addVersion?.version ?? null };
  store.disk.createFile(join(transaction.directory, 'intent.json'), Buffer.from(canonicalJson(intent)));
  store.disk.sync(transaction.directory);
  store.disk.sync(pathIn(store, '.staging'));

  if (addVersion !== null) {
    const versions = ensureDirectories(store, toolId, 'versions');
    const target = join(versions, addVersion.version);
    if (directoryState(target) !== 'missing') {
      throw new RegistryError(
        'INTEGRITY_FAILED',
        `${target} is there, but the head does not name it: run verify, then remove it.`,
      );
    }
    store.disk.rename(addVersion.folder, target);
    store.disk.sync(versions);
    store.disk.sync(pathIn(store, toolId));
    store.disk.sync(store.root);
  }

  await appendEvent(store, transaction, {
    ...change.event,
    at: change.at,
    toolId,
    transaction: transaction.id,
    previousHeadSha256: change.previousHeadSha256,
    headSha256: sha256Hex(change.headText),
  });
  store.disk.rename(stagedHead, pathIn(store, toolId, 'metadata.json'));
  store.disk.sync(pathIn(store, toolId));
}
