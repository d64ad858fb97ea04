import type { DidDocument } from './core/did-document-schema.ts';
import { decodeBase64, envelopeSchema, type DsseEnvelope } from './core/envelope-schema.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { parseStrictJson, type StrictJsonResult } from './core/parse-strict-json.ts';
import { toNanoseconds } from './core/parse-utc-time.ts';
import { preAuthenticationEncoding } from './core/pre-authentication-encoding.ts';
import { refuse, type Refusal } from './core/refusal-code.ts';
import { selectKeys } from './core/select-keys.ts';
import { verifyEd25519 } from './ed25519.ts';
import { resolveKeys } from './resolve-keys.ts';

const defaultMaximumBytes = 16_777_216;

/** Whom to trust and what to expect. */
export interface VerifyEnvelopeOptions {
  /** DID documents of the signers to trust; any one of their keys in force is enough. */
  readonly didDocuments: readonly DidDocument[];
  /** The only payload type to accept. A signature says what bytes mean only together with it. */
  readonly payloadType: string;
  /** Keys must be in force at this time. Default: now. */
  readonly at?: Date;
  /** Largest envelope text, in bytes. Default 16 MiB. */
  readonly maximumBytes?: number;
}

/** A payload that a trusted key signed, or why there is none. */
export type EnvelopeVerification =
  | { readonly ok: true; readonly payload: Uint8Array; readonly signer: string; readonly keyId: string }
  | Refusal;

/** Verifies a DSSE envelope, as text or parsed. `keyid` is only a hint and decides nothing. Never throws for what it holds. */
export function verifyEnvelope(
  envelope: Uint8Array | string | DsseEnvelope,
  options: VerifyEnvelopeOptions,
): EnvelopeVerification {
  const read = readEnvelope(envelope, options.maximumBytes ?? defaultMaximumBytes);
  if (!read.ok) return read;
  const parsed = envelopeSchema.safeParse(read.value);
  if (!parsed.success) {
    return refuse(
      'ENVELOPE_INVALID',
      `no DSSE envelope: wrong at "${escapeForeign(parsed.error.issues[0]?.path.join('.') ?? '')}"`,
    );
  }
  const { payloadType, payload: encoded, signatures } = parsed.data;
  if (payloadType !== options.payloadType) {
    return refuse(
      'PAYLOAD_TYPE_MISMATCH',
      `the payload type is ${escapeForeign(payloadType)}, not ${escapeForeign(options.payloadType)}`,
    );
  }
  const payload = decodeBase64(encoded);
  const decoded = signatures.map(({ sig }) => decodeBase64(sig));
  if (payload === null || decoded.some((sig) => sig?.length !== 64)) {
    return refuse('ENVELOPE_INVALID', 'payload and signatures are to be canonical base64, each signature 64 bytes');
  }
  if (options.didDocuments.length === 0) return refuse('DID_UNRESOLVED', "no DID document to trust; pass the signer's");
  const message = preAuthenticationEncoding(payloadType, payload);
  let refusal: Refusal | null = null;
  for (const document of options.didDocuments) {
    const resolved = resolveKeys(document.id, [document]);
    const selected = resolved.ok ? selectKeys(resolved, toNanoseconds(options.at ?? new Date())) : resolved;
    if (!selected.ok) {
      refusal ??= selected;
      continue;
    }
    const key = selected.keys.find((candidate) =>
      decoded.some((sig) => sig !== null && verifyEd25519(message, sig, candidate.bytes)),
    );
    if (key !== undefined) return { ok: true, payload, signer: document.id, keyId: key.id };
    refusal = refuse('SIGNATURE_INVALID', 'no trusted key made any of the signatures');
  }
  return refusal ?? refuse('SIGNATURE_INVALID', 'no trusted key made any of the signatures');
}

function readEnvelope(envelope: Uint8Array | string | DsseEnvelope, maximumBytes: number): StrictJsonResult {
  return typeof envelope === 'string' || envelope instanceof Uint8Array
    ? parseStrictJson(envelope, { maximumBytes })
    : { ok: true, value: envelope };
}
