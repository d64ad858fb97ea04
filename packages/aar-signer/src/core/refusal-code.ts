/** Why a record, a key or an envelope is refused. Stable: a code never changes its meaning and is never reused. */
export const refusalCodes = [
  // Reading
  'INPUT_TOO_LARGE',
  'INPUT_NOT_UTF8',
  'JSON_INVALID',
  'JSON_TOO_DEEP',
  'JSON_TOO_MANY_PARTS',
  'JSON_DUPLICATE_KEY',
  'JSON_NUMBER_INEXACT',
  'JSON_LONE_SURROGATE',
  // Signed surface
  'RECORD_NOT_OBJECT',
  'VERSION_UNSUPPORTED',
  'NESTED_UNSIGNED_KEY',
  'SIG_MISSING',
  'SIG_MALFORMED',
  'SIG_ALGORITHM_REFUSED',
  'SIG_VALUE_MALFORMED',
  // Fields
  'FIELD_MISSING',
  'FIELD_UNKNOWN',
  'FIELD_INVALID',
  'DID_INVALID',
  'TIME_INVALID',
  // Meaning
  'ISSUED_IN_FUTURE',
  'ISSUED_BEFORE_OBSERVED',
  'VERDICT_CONTRADICTORY',
  'THIRD_PARTY_ON_PRINCIPAL_HOST',
  // Who may sign
  'SIGNER_NOT_AUTHORISED',
  // Keys
  'DID_UNRESOLVED',
  'DID_HOST_REFUSED',
  'DID_FETCH_FAILED',
  'DID_RESPONSE_REFUSED',
  'DID_DOCUMENT_INVALID',
  'DID_DOCUMENT_MISMATCH',
  'DID_DOCUMENT_PRIVATE_KEY',
  'KEY_NOT_LISTED',
  'KEY_CONTROLLER_MISMATCH',
  'KEY_UNSUPPORTED',
  'KEY_MALFORMED',
  'KEY_WEAK',
  'KEY_EXPIRED',
  'KEY_REVOKED',
  // Signature
  'SIGNATURE_INVALID',
  // Envelopes
  'ENVELOPE_INVALID',
  'PAYLOAD_TYPE_MISMATCH',
  // Transparency log
  'LOG_POLICY_INVALID',
  'LOG_PROOF_INVALID',
  'LOG_CHECKPOINT_INVALID',
  'LOG_UNTRUSTED',
  'LOG_WITNESSES_MISSING',
  'LOG_NOT_NAMED',
  'LOG_INCONSISTENT',
  // Chain of records
  'CHAIN_EMPTY',
  'CHAIN_SUBJECTS_DIFFER',
  'CHAIN_GENESIS_MISSING',
  'CHAIN_LINK_MISSING',
  'CHAIN_FORKED',
  'CHAIN_TIME_FALLS',
  'CHAIN_HEAD_MISMATCH',
  // Evidence
  'EVIDENCE_MISSING',
  'EVIDENCE_MISMATCH',
  // Policy of the caller
  'INDEPENDENCE_NOT_ACCEPTED',
  'SIGNER_KEY_NOT_PINNED',
  'BELOW_MINIMUM_LEVEL',
] as const;

/** One of {@link refusalCodes}. */
export type RefusalCode = (typeof refusalCodes)[number];

/** A refusal: its code and one line that is safe to print (foreign text in it is escaped). */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly message: string;
}

/** Builds a refusal. `message` must already be safe to print. */
export function refuse(code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message };
}
