import { createPublicKey } from 'node:crypto';
import { canonicalJson } from './core/canonical-json.ts';
import { checkRecordShape } from './core/check-record-shape.ts';
import { createStatement, statementPayloadType } from './core/create-statement.ts';
import type { DsseEnvelope } from './core/envelope-schema.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import { verifyEd25519 } from './ed25519.ts';
import { AarError } from './errors.ts';
import type { SigningKey } from './import-private-key.ts';
import { signEnvelope } from './sign-envelope.ts';

/**
 * The twin of a signed record for tools that know nothing of AAR: an in-toto Statement in a DSSE envelope, signed with
 * the key that signed the record. Annotations are left out. Throws what a verifier of the record would refuse, and
 * `KEY_OF_ANOTHER_SIGNER`.
 */
export function exportRecord(input: Uint8Array | string, key: SigningKey): DsseEnvelope {
  const parsed = parseStrictJson(input);
  if (!parsed.ok) throw new AarError(parsed.code, parsed.message);
  const shaped = checkRecordShape(parsed.value);
  if (!shaped.ok) throw new AarError(shaped.code, shaped.message);
  const { record, canonical } = shaped;
  if (record.sig.by !== key.did) {
    throw new AarError(
      'KEY_OF_ANOTHER_SIGNER',
      `${record.sig.by} signed the record, the key belongs to ${escapeForeign(key.did)}; export with the signer's key`,
    );
  }
  const publicKey = Buffer.from(createPublicKey(key.privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  if (!verifyEd25519(Buffer.from(canonical, 'utf8'), Buffer.from(record.sig.value, 'base64url'), publicKey)) {
    throw new AarError('SIGNATURE_INVALID', 'the record is not signed with this key, or was changed since');
  }
  return signEnvelope({ payloadType: statementPayloadType, payload: canonicalJson(createStatement(record)), key });
}
