import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Contract } from './goal-schema.ts';

/** SHA-256 (hex) over the canonical JSON of a contract: its name in receipts. */
export function contractDigest(contract: Contract): string {
  return createHash('sha256').update(canonicalJson(contract)).digest('hex');
}
