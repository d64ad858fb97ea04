import { dirname, join } from 'node:path';
import { encodeBundle } from '../core/log/entry-bundle.ts';
import { hashLeaf, type NodeHash } from '../core/log/merkle-tree.ts';
import { foldHashes, hashAt } from '../core/log/tile-hashes.ts';
import { fullTilePath, tileOf, tilePath, tileWidth } from '../core/log/tile-path.ts';
import type { LogDisk } from './log-disk.ts';
import { damaged, readEntries } from './log-store.ts';

/**
 * Writes the bundles and tiles that a log of `size` needs to grow by `entries`, all durable when it returns. Files of
 * the tree of `size` stay as they are, so that its checkpoint holds until a new one is in place.
 */
export function writeTiles(disk: LogDisk, directory: string, size: number, entries: readonly Uint8Array[]): void {
  const folders = new Set<string>();
  const put = (level: number | 'entries', index: number, newSize: number, bytes: Uint8Array): void => {
    const path = join(directory, tilePath(tileOf(level, index * tileWidth, newSize)));
    disk.makeFolder(dirname(path));
    disk.put(path, bytes);
    folders.add(dirname(path));
  };
  const newSize = size + entries.length;
  for (const [bundle, content] of group(size, entries, (index) => readEntries(disk, directory, index, size))) {
    put('entries', bundle, newSize, encodeBundle(content));
  }
  let level = 0;
  let start = size;
  let nodes: NodeHash[] = entries.map(hashLeaf);
  while (nodes.length > 0) {
    const above: NodeHash[] = [];
    for (const [tile, hashes] of group(start, nodes, (index) => readHashes(disk, directory, level, index, size))) {
      put(level, tile, newSize, Buffer.concat(hashes));
      if (hashes.length === tileWidth) above.push(foldHashes(hashes));
    }
    start = Math.floor(start / tileWidth);
    nodes = above;
    level += 1;
  }
  for (const folder of folders) disk.syncFolder(folder);
}

/** Removes the partial tiles that full ones have replaced. Only for a size whose checkpoint is in place. */
export function removePartialTiles(disk: LogDisk, directory: string, size: number, newSize: number): void {
  for (const kind of ['entries', 0, 1, 2, 3, 4, 5] as const) {
    const span = tileWidth ** (kind === 'entries' ? 1 : kind + 1);
    for (let tile = Math.floor(size / span); tile < Math.floor(newSize / span); tile += 1) {
      disk.remove(join(directory, `${fullTilePath({ level: kind, index: tile })}.p`));
    }
  }
}

/** The tiles that `items` from position `start` on change, each with all it holds. */
function* group<Item>(
  start: number,
  items: readonly Item[],
  existing: (tile: number) => Item[],
): Generator<[number, Item[]]> {
  let at = 0;
  while (at < items.length) {
    const tile = Math.floor((start + at) / tileWidth);
    const filled = (start + at) % tileWidth;
    const before = filled === 0 ? [] : existing(tile).slice(0, filled);
    const taken = items.slice(at, at + tileWidth - filled);
    at += taken.length;
    yield [tile, [...before, ...taken]];
  }
}

function readHashes(disk: LogDisk, directory: string, level: number, index: number, size: number): NodeHash[] {
  const tile = tileOf(level, index * tileWidth, size);
  const bytes = disk.read(join(directory, tilePath(tile)));
  if (bytes?.length !== 32 * tile.width) throw damaged(directory, `${tilePath(tile)} is missing or cut short`);
  return Array.from({ length: tile.width }, (_, at) => hashAt(bytes, at));
}
