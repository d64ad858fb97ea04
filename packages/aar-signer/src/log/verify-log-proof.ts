import { escapeForeign } from '../core/escape-foreign.ts';
import { createLogEntry, logEntryFormat } from '../core/log/log-entry.ts';
import type { LogPolicy } from '../core/log/log-policy.ts';
import { hashLeaf } from '../core/log/merkle-tree.ts';
import { parseTlogProof } from '../core/log/tlog-proof.ts';
import { verifyInclusion } from '../core/log/verify-merkle-proof.ts';
import type { SignedAar } from '../core/record-schema.ts';
import { refuse, type Refusal } from '../core/refusal-code.ts';
import { verifyCheckpoint, type TrustedCheckpoint } from './verify-checkpoint.ts';

/** Where a record stands in a log that is trusted. */
export interface LogInclusion extends TrustedCheckpoint {
  readonly index: number;
}

/** Judges whether `proof` (text of a C2SP tlog-proof) shows that a trusted log holds `record`. Offline. */
export function verifyLogProof(record: SignedAar, proof: string, policy: LogPolicy): LogInclusion | Refusal {
  const parsed = parseTlogProof(proof);
  if (parsed === null) return refuse('LOG_PROOF_INVALID', 'this is no C2SP tlog-proof');
  const trusted = verifyCheckpoint(parsed.checkpoint, policy);
  if (!trusted.ok) return trusted;
  const { origin, size, root } = trusted.checkpoint;
  const { log } = record;
  if (log?.['origin'] !== origin || log['entry'] !== logEntryFormat) {
    return refuse(
      'LOG_NOT_NAMED',
      `the record's "log" does not name {origin: ${escapeForeign(origin)}, entry: ${logEntryFormat}}`,
    );
  }
  const leafHash = hashLeaf(createLogEntry(record));
  return verifyInclusion({ index: parsed.index, size, leafHash, proof: parsed.path, root })
    ? { ...trusted, index: parsed.index }
    : refuse(
        'LOG_PROOF_INVALID',
        `the proof does not lead from this record to the checkpoint of ${escapeForeign(origin)}`,
      );
}
