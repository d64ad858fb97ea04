import { createHash, hash } from 'node:crypto';

/** A SHA-256 hash of a node. */
export type NodeHash = Uint8Array;

/**
 * Gives the hash over the complete subtree of `2 ** level` leaves that starts at leaf `index * 2 ** level`.
 * Asked only for subtrees that the tree holds in full.
 */
export type SubtreeHash = (level: number, index: number) => NodeHash;

/** Root of the tree without leaves. */
export const emptyRoot: NodeHash = hash('sha256', '', 'buffer');

/** Hash of a leaf (RFC 6962, section 2.1). */
export function hashLeaf(entry: Uint8Array): NodeHash {
  return createHash('sha256').update(Uint8Array.of(0)).update(entry).digest();
}

/** Hash of an inner node. */
export function hashChildren(left: NodeHash, right: NodeHash): NodeHash {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/** Root of the tree over the first `size` leaves. */
export function treeRoot(size: number, subtreeHash: SubtreeHash): NodeHash {
  return size === 0 ? emptyRoot : hashRange(0, size, subtreeHash);
}

/** The path from leaf `index` to the root of a tree of `size`, sibling of the leaf first. */
export function inclusionProof(index: number, size: number, subtreeHash: SubtreeHash): NodeHash[] {
  const proof: NodeHash[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    const goesLeft = index < middle;
    proof.push(goesLeft ? hashRange(middle, end, subtreeHash) : hashRange(start, middle, subtreeHash));
    if (goesLeft) end = middle;
    else start = middle;
  }
  return proof.toReversed();
}

/** What shows that a tree of `size` begins with a tree of `oldSize` (RFC 6962, section 2.1.2). */
export function consistencyProof(oldSize: number, size: number, subtreeHash: SubtreeHash): NodeHash[] {
  if (oldSize === 0 || oldSize === size) return [];
  const proof: NodeHash[] = [];
  let [start, end] = [0, size];
  // True while the old tree's own root is a node on the way down and need not be told.
  let known = true;
  while (oldSize !== end) {
    const middle = start + splitOf(end - start);
    if (oldSize <= middle) {
      proof.push(hashRange(middle, end, subtreeHash));
      end = middle;
    } else {
      proof.push(hashRange(start, middle, subtreeHash));
      start = middle;
      known = false;
    }
  }
  if (!known) proof.push(hashRange(start, end, subtreeHash));
  return proof.toReversed();
}

/** Largest power of two below `count`. */
function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function hashRange(start: number, end: number, subtreeHash: SubtreeHash): NodeHash {
  const count = end - start;
  const level = Math.log2(count);
  if (Number.isInteger(level) && 2 ** level === count) return subtreeHash(level, start / count);
  const middle = start + splitOf(count);
  return hashChildren(hashRange(start, middle, subtreeHash), hashRange(middle, end, subtreeHash));
}
