import type { DidDocument } from './core/did-document-schema.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import { readDidDocument, type AssertionKeys } from './core/read-did-document.ts';
import type { Refusal } from './core/refusal-code.ts';

/** Documents that were read once and frozen; nobody can change them behind the cache. */
const prepared = new WeakMap<object, AssertionKeys>();

/**
 * Reads a DID document from JSON text. The result is frozen, and verifying against it again costs no second reading.
 * Refused: what {@link parseStrictJson} refuses (as `DID_DOCUMENT_INVALID`), malformed or ambiguous documents, private keys.
 */
export function parseDidDocument(
  input: Uint8Array | string,
): { readonly ok: true; readonly document: DidDocument } | Refusal {
  const parsed = parseStrictJson(input);
  if (!parsed.ok) {
    return {
      ok: false,
      code: 'DID_DOCUMENT_INVALID',
      message: `the DID document is refused: ${parsed.code}, ${parsed.message}`,
    };
  }
  const keys = readDidDocument(parsed.value);
  if (!keys.ok) return keys;
  const { document } = keys;
  deepFreeze(document);
  prepared.set(document, keys);
  return { ok: true, document };
}

/** The assertion keys of a document, read anew unless it came from {@link parseDidDocument}. */
export function assertionKeysOf(document: unknown): AssertionKeys | Refusal {
  const known = typeof document === 'object' && document !== null ? prepared.get(document) : undefined;
  return known ?? readDidDocument(document);
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(deepFreeze);
  Object.freeze(value);
}
