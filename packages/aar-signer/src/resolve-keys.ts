import { escapeForeign } from './core/escape-foreign.ts';
import { createDidKeyDocument } from './core/multikey.ts';
import { isBareDid } from './core/parse-did.ts';
import type { AssertionKeys } from './core/read-did-document.ts';
import { refuse, type Refusal } from './core/refusal-code.ts';
import { assertionKeysOf } from './parse-did-document.ts';

/**
 * The assertion keys of `did`. Documents that are handed in are the whole of what is trusted: a signer outside them is
 * refused. Without any, a did:key stands for itself and every other DID is unresolved; nothing is fetched.
 */
export function resolveKeys(did: string, documents: readonly unknown[]): AssertionKeys | Refusal {
  if (documents.length === 0) {
    return isDidKey(did)
      ? assertionKeysOf(createDidKeyDocument(did))
      : refuse(
          'DID_UNRESOLVED',
          `${escapeForeign(did)} is not looked up over the network; pass its DID document (--did-json FILE)`,
        );
  }
  let refusal: Refusal | null = null;
  const matching: AssertionKeys[] = [];
  for (const document of documents) {
    const keys = assertionKeysOf(document);
    if (!keys.ok) refusal ??= keys;
    else if (keys.did === did) matching.push(keys);
  }
  // A document that cannot be trusted spoils the set: it may be the one that revokes.
  if (refusal !== null) return refusal;
  const [first, ...others] = matching;
  if (first === undefined) {
    return refuse('DID_DOCUMENT_MISMATCH', `no DID document at hand has exactly the id ${escapeForeign(did)}`);
  }
  if (others.length > 0) {
    return refuse(
      'DID_DOCUMENT_INVALID',
      `${others.length + 1} DID documents have the id ${escapeForeign(did)}; pass one`,
    );
  }
  return isDidKey(did) ? assertionKeysOf(createDidKeyDocument(did)) : first;
}

/** True for a did:key: it proves who holds a key and nothing else. */
export function isDidKey(did: string): boolean {
  return did.startsWith('did:key:') && isBareDid(did);
}
