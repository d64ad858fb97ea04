import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { SignedAar } from './record-schema.ts';

/**
 * The value for the next record's `prior`: base64url SHA-256 over the canonical form of a whole signed record,
 * `sig` included, annotations left out.
 */
export function hashRecord(record: SignedAar): string {
  const covered = Object.entries(record).filter(([key]) => !key.startsWith('_'));
  return hash('sha256', canonicalJson(Object.fromEntries(covered)), 'base64url');
}

/**
 * The value for `checks[].preimage_sha256`: base64url SHA-256 over the canonical form of what was asked and answered.
 * `response` is the full answer as text; keep it, only its hash travels.
 */
export function hashPreimage(preimage: {
  readonly query: string;
  readonly response: string;
  readonly observed_at: string;
}): string {
  const { query, response, observed_at } = preimage;
  return hash('sha256', canonicalJson({ query, response, observed_at }), 'base64url');
}
