import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseTransactionId } from './core/transaction-id.ts';
import { RegistryError } from './errors.ts';
import { errnoOf } from './file-system-error.ts';
import { isAlive } from './process-identity.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';

/** Held until `release`. */
export interface Lock {
  release(): void;
}

const pollMs = 5;

/**
 * Takes the lock `name`, waiting at most `store.lockWaitMs` for a live holder; a dead holder's lock is taken over.
 *
 * A lock is a folder of numbered files; the highest number counts. Its content is the holder's transaction id, empty
 * means released. Numbers only ever rise, and the file appears whole (a hard link to `ownerFile`), so of two processes
 * that find the same dead holder exactly one wins. Throws LOCKED.
 */
export async function acquireLock(store: Store, name: string, ownerFile: string): Promise<Lock> {
  const directory = ensureDirectories(store, '.locks', name);
  const deadline = performance.now() + store.lockWaitMs;
  for (;;) {
    const highest = Math.max(0, ...generations(directory));
    const holder = holderOf(join(directory, String(highest)));
    if (holder === 'free' || (holder !== 'gone' && !holder.alive)) {
      const own = join(directory, String(highest + 1));
      if (store.disk.link(ownerFile, own)) {
        if (Math.max(...generations(directory)) === highest + 1) return held(store, directory, own, highest + 1);
        store.disk.unlink(own);
      }
    } else if (holder !== 'gone') {
      if (performance.now() >= deadline) {
        throw new RegistryError(
          'LOCKED',
          `${name} is being changed by another process (${holder.text}, ${directory}): wait for it and try again.`,
        );
      }
      await sleep(pollMs);
    }
  }
}

/** True while a live process holds the lock `name`. */
export function isLocked(store: Store, name: string): boolean {
  const directory = pathIn(store, '.locks', name);
  try {
    if (!lstatSync(directory).isDirectory()) return false;
    const holder = holderOf(join(directory, String(Math.max(0, ...generations(directory)))));
    return typeof holder === 'object' && holder.alive;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function held(store: Store, directory: string, own: string, generation: number): Lock {
  for (const older of generations(directory)) {
    if (older < generation) store.disk.unlink(join(directory, String(older)));
  }
  return { release: () => store.disk.truncate(own, 0) };
}

function generations(directory: string): number[] {
  return readdirSync(directory)
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number);
}

/** `gone`: a newer number took over between listing and reading. */
function holderOf(path: string): 'free' | 'gone' | { text: string; alive: boolean } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return path.endsWith('/0') ? 'free' : 'gone';
    throw error;
  }
  if (text === '') return 'free';
  const owner = parseTransactionId(text);
  // Damaged text names nobody; whoever it was may still be at work.
  if (owner === null) return { text: 'unreadable owner', alive: true };
  return { text: `process ${owner.pid}`, alive: isAlive(owner) };
}
