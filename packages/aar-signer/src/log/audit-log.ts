import { join } from 'node:path';
import type { LogPolicy } from '../core/log/log-policy.ts';
import { hashLeaf, treeRoot, type NodeHash } from '../core/log/merkle-tree.ts';
import { foldHashes } from '../core/log/tile-hashes.ts';
import { tileOf, tilePath, tileWidth } from '../core/log/tile-path.ts';
import { isEqual } from '../core/log/verify-merkle-proof.ts';
import type { Refusal } from '../core/refusal-code.ts';
import { realDisk } from './log-disk.ts';
import { damaged, readCheckpoint, readEntries, storedHashes } from './log-store.ts';
import { noLog } from './log-view.ts';
import { verifyCheckpoint, type TrustedCheckpoint } from './verify-checkpoint.ts';

/**
 * Recomputes a whole log from its entries: every tile and the root, under a checkpoint that the policy trusts. Throws
 * `LOG_DAMAGED` at the first file that is not what the entries give, `FILE_UNREADABLE` where there is no log.
 */
export function auditLog(directory: string, policy: LogPolicy): TrustedCheckpoint | Refusal {
  const state = readCheckpoint(realDisk, directory);
  if (state === null) throw noLog(directory);
  const trusted = verifyCheckpoint(state.note, policy);
  if (!trusted.ok) return trusted;
  const { size, root } = trusted.checkpoint;
  let row: NodeHash[] = [];
  for (let bundle = 0; bundle * tileWidth < size; bundle += 1) {
    row.push(...readEntries(realDisk, directory, bundle, size).map(hashLeaf));
  }
  for (let level = 0; row.length > 0; level += 1) {
    const above: NodeHash[] = [];
    for (let first = 0; first < row.length; first += tileWidth) {
      const tile = tileOf(level, first, size);
      const hashes = row.slice(first, first + tile.width);
      const stored = realDisk.read(join(directory, tilePath(tile)));
      if (stored === null || !isEqual(stored, Buffer.concat(hashes))) {
        throw damaged(directory, `${tilePath(tile)} is not what the entries give`);
      }
      if (hashes.length === tileWidth) above.push(foldHashes(hashes));
    }
    row = above;
  }
  if (!isEqual(treeRoot(size, storedHashes(realDisk, directory, size)), root)) {
    throw damaged(directory, 'the entries do not give the root that was signed');
  }
  return trusted;
}
