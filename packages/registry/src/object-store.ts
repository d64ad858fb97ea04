import { sha256Hex } from './core/canonical-json.ts';
import { maxBytes } from './core/limits.ts';
import { readRegularFile, type FileReading } from './read-regular-file.ts';
import { ensureDirectories, pathIn, type Store } from './store.ts';
import type { Transaction } from './transaction.ts';

/** Path segments of an object below the root. */
export function objectSegments(sha256: string): readonly string[] {
  return ['.objects', 'sha256', sha256.slice(0, 2), sha256.slice(2)];
}

/** Reads an object without looking at its digest. */
export function readObjectFile(store: Store, sha256: string): FileReading {
  return readRegularFile(store.root, objectSegments(sha256), maxBytes.object);
}

/** Stores contents under their digests, once each; an object whose bytes were damaged is replaced by the right ones. */
export function placeObjects(
  store: Store,
  transaction: Transaction,
  objects: readonly { readonly sha256: string; readonly content: Uint8Array }[],
): void {
  const changed = new Set<string>();
  for (const { sha256, content } of objects) {
    const present = readObjectFile(store, sha256);
    if (present.status === 'read' && sha256Hex(present.bytes) === sha256) continue;
    const staged = pathIn(store, '.staging', transaction.id, `object-${sha256}`);
    store.disk.createFile(staged, content);
    const segments = objectSegments(sha256);
    changed.add(ensureDirectories(store, ...segments.slice(0, -1)));
    store.disk.rename(staged, pathIn(store, ...segments));
  }
  if (changed.size === 0) return;
  for (const directory of changed) store.disk.sync(directory);
  store.disk.sync(pathIn(store, '.objects', 'sha256'));
  store.disk.sync(pathIn(store, '.objects'));
  store.disk.sync(store.root);
}
