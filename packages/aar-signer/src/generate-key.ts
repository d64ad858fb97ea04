import { generateKeyPairSync, hash } from 'node:crypto';
import { canonicalJson } from './core/canonical-json.ts';
import type { DidDocument } from './core/did-document-schema.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { createDidKeyDocument, didKeyOf } from './core/multikey.ts';
import { isBareDid } from './core/parse-did.ts';
import type { PrivateJwk } from './core/private-jwk-schema.ts';
import { AarError } from './errors.ts';

/** A fresh key and the document that makes it known. */
export interface GeneratedKey {
  /** Secret; with `kid`. */
  readonly privateJwk: PrivateJwk & { readonly kid: string };
  /** To be published at the DID's place. */
  readonly didDocument: DidDocument;
}

/** Makes an Ed25519 key for `did`, or for a DID made from the key itself when `did` is `did:key`. Throws `DID_INVALID`. */
export function generateKey({ did }: { readonly did: string }): GeneratedKey {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const half = { kty: 'OKP', crv: 'Ed25519', x } as const;
  if (did === 'did:key') {
    const didDocument = createDidKeyDocument(didKeyOf(Buffer.from(x, 'base64url')));
    const kid = `${didDocument.id}#${didDocument.id.slice('did:key:'.length)}`;
    return { privateJwk: { ...half, d, kid }, didDocument };
  }
  if (!isBareDid(did) || did.startsWith('did:key:')) {
    throw new AarError(
      'DID_INVALID',
      `${escapeForeign(did)} is no DID to make a key for; use did:web:HOST[:PATH] or did:key`,
    );
  }
  // The JWK thumbprint (RFC 7638) keeps key ids apart across rotations.
  const kid = `${did}#${hash('sha256', canonicalJson(half), 'base64url')}`;
  const didDocument = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
    id: did,
    verificationMethod: [{ id: kid, type: 'JsonWebKey2020', controller: did, publicKeyJwk: half }],
    assertionMethod: [kid],
  };
  return { privateJwk: { ...half, d, kid }, didDocument };
}
