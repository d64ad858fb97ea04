import { canonicalJson } from './canonical-json.ts';
import { decodeBase64Url } from './decode-base64url.ts';
import { describeFieldIssue } from './describe-field-issue.ts';
import { escapeForeign } from './escape-foreign.ts';
import { isJsonObject } from './is-json-object.ts';
import {
  legacyRecordSchema,
  recordSchema,
  unsignedRecordSchema,
  type SignedAar,
  type UnsignedAar,
} from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';
import { writeSignedRecord, writeUnsignedRecord } from './write-canonical-record.ts';
import { findNestedUnsignedKey, splitRecord, type SplitRecord } from './split-record.ts';

/** A record whose form is right. */
export interface ShapedRecord {
  readonly ok: true;
  readonly record: SignedAar;
  /** Canonical JSON of what the signature is over. */
  readonly canonical: string;
  /** True for a record of AAR 0.1, shown in the form of 0.02 as far as it goes. */
  readonly legacy?: boolean;
}

/** Checks version, signed surface and every field of a parsed record that carries a signature. */
export function checkRecordShape(
  value: unknown,
  { acceptLegacy = false }: { readonly acceptLegacy?: boolean } = {},
): ShapedRecord | Refusal {
  const legacy = acceptLegacy && isJsonObject(value) && value['aar'] === '0.1';
  const surface = checkSurface(value, legacy ? '0.1' : '0.02');
  if (!surface.ok) return surface;
  const { signed, sig } = surface;
  const refusal = checkSignatureObject(sig);
  if (refusal !== null) return refusal;
  const record = { ...signed, sig };
  if (legacy) return readLegacyRecord(record, signed);
  const canonical = writeSignedRecord(record);
  if (canonical === null) return describeFieldIssue(recordSchema, record);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the writer accepts what the schema accepts; a property test holds that
  return { ok: true, record: record as unknown as SignedAar, canonical };
}

function readLegacyRecord(
  record: Record<string, unknown>,
  signed: Readonly<Record<string, unknown>>,
): ShapedRecord | Refusal {
  const parsed = legacyRecordSchema.safeParse(record);
  if (!parsed.success) return describeFieldIssue(legacyRecordSchema, record);
  const { verifier, ...members } = parsed.data;
  const view = { id: verifier?.id, model: verifier?.model };
  return {
    ok: true,
    record: { ...members, aar: '0.02', ...(verifier === undefined ? {} : { verifier: view }) },
    canonical: canonicalJson(signed),
    legacy: true,
  };
}

/** A record that may be signed, once its meaning and signer are checked too. */
export interface SignableRecord extends SplitRecord {
  readonly ok: true;
  readonly record: UnsignedAar;
  readonly canonical: string;
  /** The parsed record as it came, annotations included. */
  readonly whole: Record<string, unknown>;
}

/** The same for a record that is still to be signed; its `sig` is not looked at. */
export function checkUnsignedShape(value: unknown): SignableRecord | Refusal {
  const surface = checkSurface(value, '0.02');
  if (!surface.ok) return surface;
  const canonical = writeUnsignedRecord(surface.signed);
  if (canonical === null) return describeFieldIssue(unsignedRecordSchema, surface.signed);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return { ...surface, record: surface.signed as unknown as UnsignedAar, canonical };
}

interface Surface extends SplitRecord {
  readonly ok: true;
  readonly whole: Record<string, unknown>;
}

function checkSurface(value: unknown, accepted: '0.02' | '0.1'): Surface | Refusal {
  if (!isJsonObject(value)) {
    return refuse('RECORD_NOT_OBJECT', 'a record is one JSON object');
  }
  const version = Object.hasOwn(value, 'aar') ? value['aar'] : undefined;
  if (version !== accepted) {
    const shown = version === undefined ? 'none' : escapeForeign(JSON.stringify(version));
    return refuse('VERSION_UNSUPPORTED', `"aar" is ${shown}; only "0.02" is read`);
  }
  const nested = findNestedUnsignedKey(value);
  if (nested !== null) {
    return refuse('NESTED_UNSIGNED_KEY', `${escapeForeign(nested)} would not be covered by the signature; rename it`);
  }
  return { ok: true, ...splitRecord(value), whole: value };
}

function checkSignatureObject(sig: unknown): Refusal | null {
  if (sig === undefined) return refuse('SIG_MISSING', 'the record is not signed: it has no "sig"');
  if (!isJsonObject(sig)) {
    return refuse('SIG_MALFORMED', '"sig" is to be an object {alg, by, value}');
  }
  const { alg, by, value } = sig;
  if (alg !== undefined && alg !== 'Ed25519') {
    return refuse(
      'SIG_ALGORITHM_REFUSED',
      `"sig.alg" is ${escapeForeign(JSON.stringify(alg))}; only "Ed25519" is accepted`,
    );
  }
  if (alg === undefined || typeof by !== 'string' || typeof value !== 'string' || Object.keys(sig).length !== 3) {
    return refuse('SIG_MALFORMED', '"sig" holds exactly the three texts alg, by and value');
  }
  if (decodeBase64Url(value, 64) === null) {
    return refuse('SIG_VALUE_MALFORMED', '"sig.value" is to be 64 bytes as 86 characters of canonical base64url');
  }
  return null;
}
