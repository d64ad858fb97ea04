import { isSameDid, parseDid } from './parse-did.ts';
import type { UnsignedAar } from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** Refuses a signer who may not speak for this record; null for the principal, the verifier and the verifier's host. */
export function checkSigner(record: UnsignedAar, by: string): Refusal | null {
  if (isSameDid(by, record.principal)) return null;
  const verifierId = record.verifier?.id;
  if (verifierId !== undefined) {
    const verifier = parseDid(verifierId);
    const signer = parseDid(by)?.normalised;
    if (verifier !== null && (signer === verifier.normalised || signer === verifier.hostRoot)) return null;
  }
  return refuse(
    'SIGNER_NOT_AUTHORISED',
    `${by} is neither the principal ${record.principal} nor the verifier ${verifierId ?? '(none)'} nor the verifier's host`,
  );
}
