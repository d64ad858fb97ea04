import {
  createLogMember,
  generateLogKey,
  importLogKey,
  parseLogPolicy,
  type LogPolicy,
  signRecord,
} from '../../packages/aar-signer/src/index.ts';
import { formatCheckpoint } from '../../packages/aar-signer/src/core/log/checkpoint.ts';
import { createLogEntry } from '../../packages/aar-signer/src/core/log/log-entry.ts';
import {
  hashChildren,
  hashLeaf,
  inclusionProof,
  treeRoot,
  type NodeHash,
} from '../../packages/aar-signer/src/core/log/merkle-tree.ts';
import { formatTlogProof } from '../../packages/aar-signer/src/core/log/tlog-proof.ts';
import { signNote } from '../../packages/aar-signer/src/log/log-key.ts';
import { key, now, record } from './sample.ts';

const size = 1_000_000;
const index = 654_321;

/** A record that stands in a log of a million entries, with its proof: what an L3 verification starts from. */
export function loggedAmongAMillion(): {
  readonly text: Uint8Array;
  readonly proof: string;
  readonly policy: LogPolicy;
} {
  const logKey = importLogKey(generateLogKey('log.example/bench'), '');
  const logged = signRecord({ ...record, log: createLogMember(logKey.origin) }, key, { now });
  const levels: NodeHash[][] = [
    Array.from({ length: size }, (_, at) => hashLeaf(at === index ? createLogEntry(logged) : Buffer.from(String(at)))),
  ];
  for (let row = levels[0] ?? []; row.length > 1; row = levels.at(-1) ?? []) {
    const below = row;
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, at) =>
        hashChildren(nodeAt(below, 2 * at), nodeAt(below, 2 * at + 1)),
      ),
    );
  }
  const subtreeHash = (level: number, at: number): NodeHash => nodeAt(levels[level] ?? [], at);
  const checkpoint = signNote(
    formatCheckpoint({ origin: logKey.origin, size, root: treeRoot(size, subtreeHash) }),
    logKey,
  );
  const proof = formatTlogProof({ index, path: inclusionProof(index, size, subtreeHash), checkpoint });
  const policy = parseLogPolicy(`log ${logKey.verifierKey}\nquorum none\n`);
  if (!policy.ok) throw new Error(policy.message);
  return { text: Buffer.from(JSON.stringify(logged)), proof, policy: policy.policy };
}

function nodeAt(row: readonly NodeHash[], at: number): NodeHash {
  const node = row[at];
  if (node === undefined) throw new RangeError('no such node');
  return node;
}
