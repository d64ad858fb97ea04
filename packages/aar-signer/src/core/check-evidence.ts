import { hash } from 'node:crypto';
import { hashPreimage } from './hash-record.ts';
import type { SignedAar } from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/**
 * Recomputes the hashes of every check from the whole responses that were kept, in any order; null when all agree.
 * A `response_sha256` that is no response's own may be the public text's, which covers query and time too.
 */
export function checkEvidence(record: SignedAar, responses: readonly Uint8Array[]): Refusal | null {
  const checks = record.checks ?? [];
  if (checks.length === 0) return refuse('EVIDENCE_MISSING', 'the record has no checks to recompute');
  const byHash = new Map<string, Uint8Array>();
  for (const bytes of responses) {
    const digest = hash('sha256', bytes, 'buffer');
    byHash.set(digest.toString('hex'), bytes).set(digest.toString('base64url'), bytes);
  }
  for (const [index, check] of checks.entries()) {
    const { query, observed_at, response_sha256: claimed, preimage_sha256: claimedPreimage } = check;
    const preimageOf = (bytes: Uint8Array): string =>
      hashPreimage({ query, response: Buffer.from(bytes).toString('utf8'), observed_at });
    const found = byHash.get(claimed) ?? responses.find((bytes) => preimageOf(bytes) === claimed);
    if (found === undefined) {
      return refuse(
        'EVIDENCE_MISSING',
        `none of ${responses.length} kept responses has "checks.${index}.response_sha256"`,
      );
    }
    if (claimedPreimage !== undefined && preimageOf(found) !== claimedPreimage) {
      return refuse(
        'EVIDENCE_MISMATCH',
        `"checks.${index}.preimage_sha256" is not that of its query, response and time`,
      );
    }
  }
  return null;
}
