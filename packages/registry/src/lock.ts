import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseTransactionId } from './core/transaction-id.ts';
import { RegistryError } from './errors.ts';
import { isAlive } from './process-identity.ts';
import { readRegularFile } from './read-regular-file.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';
import type { Transaction } from './transaction.ts';

/** Held until `release`. */
export interface Lock {
  release(): void;
}

const pollMs = 5;
const maxOwnerBytes = 1024;

/**
 * Takes the lock `name`, waiting at most `store.lockWaitMs` for a live holder; a dead holder's lock is taken over.
 *
 * The lock is the file `.locks/<name>.lock`, which appears whole (a hard link to the transaction's owner file) and
 * holds the holder's transaction id. Only a holder removes it. Who finds a dead holder D first claims the succession,
 * `<name>.claim-<D>`, which only one can create; a dead claimant is succeeded in the same way. Ids never come again, so
 * a claim on a lock that meanwhile has another holder is seen to be void and given up. Throws LOCKED.
 */
export async function acquireLock(store: Store, name: string, transaction: Transaction): Promise<Lock> {
  ensureDirectories(store, '.locks');
  const path = pathIn(store, '.locks', `${name}.lock`);
  const deadline = performance.now() + store.lockWaitMs;
  for (;;) {
    if (store.disk.link(transaction.ownerFile, path)) break;
    const holder = holderOf(store, `${name}.lock`);
    if (holder === null) continue;
    if (!holder.alive) {
      if (succeed(store, name, holder.id, transaction)) break;
    }
    if (performance.now() >= deadline) {
      throw new RegistryError(
        'LOCKED',
        `${name} is being changed by ${holder.text} (${path}): wait for it and try again.`,
      );
    }
    await sleep(pollMs);
  }
  sweepClaims(store, name);
  return { release: () => store.disk.unlink(path) };
}

/** True while a live process holds the lock `name`. */
export function isLocked(store: Store, name: string): boolean {
  return holderOf(store, `${name}.lock`)?.alive ?? false;
}

interface Holder {
  readonly id: string;
  readonly text: string;
  readonly alive: boolean;
}

/** Puts this transaction in the place of the dead holder; false when somebody else does or did. */
function succeed(store: Store, name: string, deadId: string, transaction: Transaction): boolean {
  const chain = [deadId];
  for (;;) {
    const claim = `${name}.claim-${chain.at(-1)}`;
    if (store.disk.link(transaction.ownerFile, pathIn(store, '.locks', claim))) break;
    const claimant = holderOf(store, claim);
    if (claimant === null || claimant.alive) return false;
    chain.push(claimant.id);
  }
  // From here on nobody else may replace the lock, provided that every link of the chain still stands.
  const stands = chain.every((id, index) => {
    const file = index === 0 ? `${name}.lock` : `${name}.claim-${chain[index - 1]}`;
    return holderOf(store, file)?.id === id;
  });
  if (!stands) {
    store.disk.unlink(pathIn(store, '.locks', `${name}.claim-${chain.at(-1)}`));
    return false;
  }
  const successor = join(transaction.directory, 'successor');
  store.disk.link(transaction.ownerFile, successor);
  store.disk.rename(successor, pathIn(store, '.locks', `${name}.lock`));
  return true;
}

/** With the lock in hand every claim is void. */
function sweepClaims(store: Store, name: string): void {
  for (const file of readdirSync(pathIn(store, '.locks'))) {
    if (file.startsWith(`${name}.claim-`)) store.disk.unlink(pathIn(store, '.locks', file));
  }
}

function holderOf(store: Store, file: string): Holder | null {
  const reading = readRegularFile(store.root, ['.locks', file], maxOwnerBytes);
  if (reading.status === 'missing') return null;
  const id = reading.status === 'read' ? reading.bytes.toString('utf8') : '';
  const owner = parseTransactionId(id);
  // Damaged text names nobody; whoever it was may still be at work.
  if (owner === null) return { id, text: 'somebody unreadable', alive: true };
  return { id, text: `process ${owner.pid}`, alive: isAlive(owner) };
}
