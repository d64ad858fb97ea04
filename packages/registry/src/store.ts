import { join } from 'node:path';
import type { Disk } from './disk.ts';

/** What every part of an opened registry needs. */
export interface Store {
  /** Absolute path of the registry. */
  readonly root: string;
  readonly disk: Disk;
  readonly now: () => Date;
  /** How long to wait for a lock that a live process holds. */
  readonly lockWaitMs: number;
}

/** Absolute path of something in the registry. */
export function pathIn(store: Store, ...segments: readonly string[]): string {
  return join(store.root, ...segments);
}

/** Makes directories below the root, one after the other, refusing links on the way. */
export function ensureDirectories(store: Store, ...segments: readonly string[]): string {
  for (let depth = 1; depth <= segments.length; depth += 1) {
    store.disk.makeDirectory(pathIn(store, ...segments.slice(0, depth)));
  }
  return pathIn(store, ...segments);
}
