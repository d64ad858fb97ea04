import { hashChildren, type NodeHash } from './merkle-tree.ts';

const longestProof = 53;

/** True when `proof` leads from the hash of leaf `index` to `root` in a tree of `size` (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(claim: {
  readonly index: number;
  readonly size: number;
  readonly leafHash: NodeHash;
  readonly proof: readonly NodeHash[];
  readonly root: NodeHash;
}): boolean {
  const { index, size, leafHash, proof, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || !isProof([leafHash, root, ...proof])) return false;
  let position = index;
  let last = size - 1;
  let node = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = hashChildren(sibling, node);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      node = hashChildren(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && isEqual(node, root);
}

/** True when `proof` shows that the tree of `size` with `root` begins with that of `oldSize` with `oldRoot` (RFC 9162, section 2.1.4.2). The empty tree, which everything begins with, has no proof: false. */
export function verifyConsistency(claim: {
  readonly oldSize: number;
  readonly size: number;
  readonly oldRoot: NodeHash;
  readonly root: NodeHash;
  readonly proof: readonly NodeHash[];
}): boolean {
  const { oldSize, size, oldRoot, root, proof } = claim;
  if (!isCount(oldSize) || !isCount(size) || oldSize > size || !isProof(proof)) return false;
  if (oldSize === 0) return false;
  if (oldSize === size) return proof.length === 0 && isEqual(oldRoot, root);
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let [position, last] = [oldSize - 1, size - 1];
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  let [oldNode, node] = [first, first];
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldNode = hashChildren(sibling, oldNode);
      node = hashChildren(sibling, node);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      node = hashChildren(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && isEqual(oldNode, oldRoot) && isEqual(node, root);
}

/** True for equal bytes. Nothing here is secret. */
export function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isProof(nodes: readonly NodeHash[]): boolean {
  return nodes.length <= 2 * longestProof + 2 && nodes.every((node) => node.length === 32);
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
