import { didDocumentSchema, type DidDocument, type VerificationMethod } from './did-document-schema.ts';
import { escapeForeign } from './escape-foreign.ts';
import { parseUtcTime } from './parse-utc-time.ts';
import { readPublicKey } from './read-public-key.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** A key that its DID lists for assertions, or why it cannot be used at any time. */
export type AssertionKey =
  | {
      readonly ok: true;
      /** DID URL of the verification method. */
      readonly id: string;
      readonly bytes: Uint8Array;
      /** Nanoseconds since 1970; null when the document sets no end. */
      readonly expires: bigint | null;
      readonly revoked: bigint | null;
    }
  | Refusal;

/** A DID document, reduced to what it says about assertions. */
export interface AssertionKeys {
  readonly ok: true;
  readonly did: string;
  /** The document as the schema read it. */
  readonly document: DidDocument;
  readonly keys: readonly AssertionKey[];
}

/** Reads a parsed DID document. Refuses the whole document when it is malformed, ambiguous or publishes a private key. */
export function readDidDocument(value: unknown): AssertionKeys | Refusal {
  const parsed = didDocumentSchema.safeParse(value);
  if (!parsed.success) {
    const path = escapeForeign(parsed.error.issues[0]?.path.join('.') ?? '');
    return refuse('DID_DOCUMENT_INVALID', `the DID document is malformed at "${path}"`);
  }
  const { id: did, verificationMethod: methods, assertionMethod } = parsed.data;
  if (publishesPrivateKey(value)) {
    return refuse(
      'DID_DOCUMENT_PRIVATE_KEY',
      `the DID document of ${escapeForeign(did)} publishes a private key; replace that key`,
    );
  }
  const byId = new Map(methods.map((method) => [absolute(method.id, did), method]));
  if (byId.size !== methods.length) {
    return refuse('DID_DOCUMENT_INVALID', `the DID document of ${escapeForeign(did)} names one key id twice`);
  }
  const keys = assertionMethod.map((entry): AssertionKey => {
    const name = typeof entry === 'string' ? escapeForeign(entry) : '';
    const method = typeof entry === 'string' ? byId.get(absolute(entry, did)) : entry;
    return method === undefined
      ? refuse('KEY_NOT_LISTED', `assertionMethod ${name} is not in the document`)
      : readKey(method, did);
  });
  return { ok: true, did, document: parsed.data, keys };
}

function readKey(method: VerificationMethod, did: string): AssertionKey {
  const id = absolute(method.id, did);
  const name = escapeForeign(id);
  if (method.controller !== did || !id.startsWith(`${did}#`)) {
    return refuse(
      'KEY_CONTROLLER_MISMATCH',
      `${name} is controlled by ${escapeForeign(method.controller)}, not by ${escapeForeign(did)}`,
    );
  }
  const key = readPublicKey(method);
  if (!key.ok) return key;
  const expires = method.expires === undefined ? undefined : parseUtcTime(method.expires);
  const revoked = method.revoked === undefined ? undefined : parseUtcTime(method.revoked);
  // An end that cannot be read has come.
  if (expires === null) return refuse('KEY_EXPIRED', `${name} has an "expires" that is no UTC time`);
  if (revoked === null) return refuse('KEY_REVOKED', `${name} has a "revoked" that is no UTC time`);
  return { ok: true, id, bytes: key.bytes, expires: expires ?? null, revoked: revoked ?? null };
}

function absolute(id: string, did: string): string {
  return id.startsWith('#') ? did + id : id;
}

function publishesPrivateKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, member]) =>
      (key === 'd' && 'kty' in value) || /^(?:private|secret)key/i.test(key) || publishesPrivateKey(member),
  );
}
