import { hashChildren, type NodeHash, type SubtreeHash } from './merkle-tree.ts';
import { tileOf, tileWidth, type Tile } from './tile-path.ts';

/** Hashes of a tile one after the other, at least as many as its width says. */
export type ReadTile = (tile: Tile) => Uint8Array;

const tileHeight = 8;

/** Subtree hashes of a tree of `size`, computed from its tiles. */
export function subtreeHashes(size: number, readTile: ReadTile): SubtreeHash {
  return (level, index) => {
    const tileLevel = Math.floor(level / tileHeight);
    const span = 2 ** (level % tileHeight);
    const first = index * span;
    const bytes = readTile(tileOf(tileLevel, first, size));
    const offset = first % tileWidth;
    return foldHashes(Array.from({ length: span }, (_, at) => hashAt(bytes, offset + at)));
  };
}

/** Hash of the complete subtree over 2^n neighbouring hashes. */
export function foldHashes(hashes: readonly NodeHash[]): NodeHash {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) => hashChildren(nodeOf(row, 2 * at), nodeOf(row, 2 * at + 1)));
  }
  return nodeOf(row, 0);
}

function nodeOf(row: readonly NodeHash[], at: number): NodeHash {
  const node = row[at];
  if (node === undefined) throw new RangeError('a tile is shorter than the tree says');
  return node;
}

/** Hash number `at` of a tile. */
export function hashAt(tile: Uint8Array, at: number): NodeHash {
  const node = tile.subarray(at * 32, at * 32 + 32);
  if (node.length !== 32) throw new RangeError('a tile is shorter than the tree says');
  return node;
}
