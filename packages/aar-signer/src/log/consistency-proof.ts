import { decodeStandardBase64 } from '../core/decode-standard-base64.ts';
import { escapeForeign } from '../core/escape-foreign.ts';
import { parseDecimal } from '../core/log/checkpoint.ts';
import type { LogPolicy } from '../core/log/log-policy.ts';
import { emptyRoot, type NodeHash } from '../core/log/merkle-tree.ts';
import { isEqual, verifyConsistency } from '../core/log/verify-merkle-proof.ts';
import { refuse, type Refusal } from '../core/refusal-code.ts';
import { verifyCheckpoint, type TrustedCheckpoint } from './verify-checkpoint.ts';

const longestProof = 128;

/** Text of a consistency proof, in the form in which witnesses are asked (C2SP tlog-witness, add-checkpoint). */
export function formatConsistencyProof(oldSize: number, proof: readonly NodeHash[], checkpoint: string): string {
  return `old ${oldSize}\n${proof.map((node) => `${Buffer.from(node).toString('base64')}\n`).join('')}\n${checkpoint}`;
}

/**
 * Judges whether a log only grew between `oldCheckpoint`, which the caller kept, and the checkpoint in `proof`. Offline.
 * Both checkpoints have to be trusted by the policy; of the same log, or it is `LOG_INCONSISTENT`.
 */
export function verifyLogConsistency(
  oldCheckpoint: string,
  proof: string,
  policy: LogPolicy,
): TrustedCheckpoint | Refusal {
  const parsed = parseConsistencyProof(proof);
  if (parsed === null)
    return refuse('LOG_PROOF_INVALID', 'this is no consistency proof (old SIZE, hashes, checkpoint)');
  // What was trusted once needs no witnesses again.
  const old = verifyCheckpoint(oldCheckpoint, { ...policy, quorum: 'none' });
  if (!old.ok) return old;
  const trusted = verifyCheckpoint(parsed.checkpoint, policy);
  if (!trusted.ok) return trusted;
  const [before, after] = [old.checkpoint, trusted.checkpoint];
  const sameLog = before.origin === after.origin && parsed.oldSize === before.size;
  const grew =
    before.size === 0
      ? isEqual(before.root, emptyRoot) && parsed.proof.length === 0
      : verifyConsistency({
          oldSize: before.size,
          oldRoot: before.root,
          size: after.size,
          root: after.root,
          proof: parsed.proof,
        });
  return sameLog && grew
    ? trusted
    : refuse(
        'LOG_INCONSISTENT',
        `nothing shows that ${escapeForeign(after.origin)} with ${after.size} entries grew out of the ${before.size} known ones`,
      );
}

function parseConsistencyProof(
  text: string,
): { readonly oldSize: number; readonly proof: NodeHash[]; readonly checkpoint: string } | null {
  const end = text.indexOf('\n\n');
  const [head = '', ...hashes] = text.slice(0, Math.max(end, 0)).split('\n');
  const oldSize = head.startsWith('old ') ? parseDecimal(head.slice('old '.length)) : null;
  if (oldSize === null || hashes.length > longestProof) return null;
  const proof: NodeHash[] = [];
  for (const line of hashes) {
    const node = decodeStandardBase64(line);
    if (node?.length !== 32) return null;
    proof.push(node);
  }
  return { oldSize, proof, checkpoint: text.slice(end + 2) };
}
