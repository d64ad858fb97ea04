import { checkRecordMeaning } from './core/check-record-meaning.ts';
import { checkUnsignedShape } from './core/check-record-shape.ts';
import { checkSigner } from './core/check-signer.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { isJsonObject } from './core/is-json-object.ts';
import { isSameDid } from './core/parse-did.ts';
import { maximumJsonBytes, parseStrictJson } from './core/parse-strict-json.ts';
import { copyPlainRecord } from './core/read-plain-record.ts';
import type { SignedAar, UnsignedAar } from './core/record-schema.ts';
import type { Refusal } from './core/refusal-code.ts';
import { signEd25519 } from './ed25519.ts';
import { AarError } from './errors.ts';
import type { SigningKey } from './import-private-key.ts';

/** A record to be signed. `sig.by` names the signer; other members of `sig` are replaced. */
export type RecordToSign = UnsignedAar & { readonly sig?: { readonly by?: string } };

/** The clock and who signs. */
export interface SignRecordOptions {
  /** The present; default: the system clock. */
  readonly now?: Date;
  /** Signer of a record that does not name one in `sig.by`. Default: its principal. */
  readonly signer?: string;
}

/**
 * Signs a record and returns it with `sig`; the argument is left alone, annotations are kept. Refuses with the
 * verifier's own codes whatever a verifier would refuse, `RECORD_OF_ANOTHER_SIGNER` when `sig.by` is not the key's DID,
 * `KEY_OF_ANOTHER_SIGNER` when the principal is not, `RECORD_NOT_JSON` for values without JSON form.
 */
export function signRecord(record: RecordToSign, key: SigningKey, options: SignRecordOptions = {}): SignedAar {
  return signUnknownRecord(record, key, options);
}

/** {@link signRecord} for a record that another program made: its form is checked at run time only. */
export function signUnknownRecord(record: unknown, key: SigningKey, options: SignRecordOptions = {}): SignedAar {
  const plain = copyPlainRecord(record);
  if (plain === null) return signJsonRecord(toPlainJson(record), key, options);
  const by = chooseSigner(plain.record, undefined, key, options.signer);
  return Object.assign(plain.record, { sig: makeSignature(plain.record, plain.canonical, by, key, options) });
}

/** {@link signRecord} for a value that strict parsing gave; it is completed in place. */
export function signJsonRecord(plain: unknown, key: SigningKey, options: SignRecordOptions): SignedAar {
  const shaped = checkUnsignedShape(plain);
  if (!shaped.ok) throw asError(shaped);
  const { record, canonical, sig, unsigned, whole } = shaped;
  const by = chooseSigner(record, namedSigner(sig), key, options.signer);
  const signedRecord = Object.assign(whole, record, { sig: makeSignature(record, canonical, by, key, options) });
  // Far below the limit nothing has to be written out to know that it fits.
  const mayBeTooLarge = unsigned.length > 0 || canonical.length > maximumJsonBytes / 8;
  if (mayBeTooLarge && Buffer.byteLength(JSON.stringify(signedRecord)) > maximumJsonBytes) {
    throw new AarError(
      'INPUT_TOO_LARGE',
      `the signed record exceeds ${maximumJsonBytes} bytes; no verifier would read it`,
    );
  }
  return signedRecord;
}

function makeSignature(
  record: UnsignedAar,
  canonical: string,
  by: string,
  key: SigningKey,
  options: SignRecordOptions,
): SignedAar['sig'] {
  const refusal = checkRecordMeaning(record, options.now ?? new Date()) ?? checkSigner(record, by);
  if (refusal !== null) throw asError(refusal);
  const value = signEd25519(Buffer.from(canonical, 'utf8'), key.privateKey).toString('base64url');
  return { alg: 'Ed25519', by, value };
}

function chooseSigner(
  { principal }: UnsignedAar,
  named: string | undefined,
  key: SigningKey,
  requested: string | undefined,
): string {
  if (named !== undefined && (named !== key.did || (requested ?? named) !== named)) {
    throw new AarError(
      'RECORD_OF_ANOTHER_SIGNER',
      `sig.by is ${escapeForeign(named)}, the key belongs to ${escapeForeign(key.did)}; sign with the key of sig.by`,
    );
  }
  const by = named ?? requested ?? (isSameDid(principal, key.did) ? key.did : principal);
  if (by !== key.did) {
    throw new AarError(
      'KEY_OF_ANOTHER_SIGNER',
      `${escapeForeign(by)} is to sign, the key belongs to ${escapeForeign(key.did)}; use its key or name the signer`,
    );
  }
  return by;
}

/** A copy that holds exactly what the record's JSON text says: no getter, no `toJSON`, nothing that changes later. */
function toPlainJson(record: unknown): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(record);
  } catch (cause) {
    throw new AarError('RECORD_NOT_JSON', 'the record cannot be written as JSON; remove cycles and bigints', { cause });
  }
  if (typeof text !== 'string') {
    throw new AarError('RECORD_NOT_JSON', 'the record has no JSON form; pass a plain object');
  }
  const parsed = parseStrictJson(text);
  if (!parsed.ok) throw asError(parsed);
  return parsed.value;
}

function namedSigner(sig: unknown): string | undefined {
  if (sig === undefined) return undefined;
  const by = isJsonObject(sig) ? sig['by'] : null;
  if (by === undefined || typeof by === 'string') return by;
  throw new AarError('SIG_MALFORMED', '"sig" is to be an object whose "by" is a DID; remove it or name the signer');
}

function asError({ code, message }: Refusal): AarError {
  return new AarError(code, message);
}
