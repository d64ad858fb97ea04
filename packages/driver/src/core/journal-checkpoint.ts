import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json-value.ts';
import { sha256Hex } from './sha256-hex.ts';

/** A signed statement of how far a journal had come: what stands before it cannot be changed or cut away unseen. */
export const journalCheckpointSchema = z.strictObject({
  version: z.literal(1),
  deployment_id: z.string(),
  scope_id: z.string(),
  /** Length of the journal and digest of its last entry then. */
  entries: z.int().min(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Records written by then, and the hash of the last one. */
  records: z.int().min(0),
  record_head: z.string().nullable(),
  /** True for the last statement about a goal that is complete. */
  closed: z.boolean(),
  ts: z.string(),
  /** SHA-256 (hex) over the canonical JSON of the checkpoint before; null for the first. */
  prev: z.string().nullable(),
  /** The member x of the signer's public JWK. */
  public_key: z.string(),
  signature: z.string(),
});
export type JournalCheckpoint = z.infer<typeof journalCheckpointSchema>;

/** The text that the signature covers. */
export function checkpointMessage({ signature: _signature, ...checkpoint }: JsonObject): string {
  return `machinist-journal-checkpoint-v1\n${canonicalJson(checkpoint)}`;
}

/** The name by which the next checkpoint means this one. */
export function checkpointDigest(checkpoint: JournalCheckpoint): string {
  return sha256Hex(canonicalJson(checkpoint));
}
