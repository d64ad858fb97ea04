import type { DidDocument } from './did-document-schema.ts';
import { decodeBase58, encodeBase58 } from './base58.ts';

const prefix = 'did:key:';
const ed25519Codec = [0xed, 0x01] as const;

/** 32 bytes of an Ed25519 public key as multibase text (`z6Mk...`). */
export function encodeMultikey(publicKey: Uint8Array): string {
  return `z${encodeBase58(Uint8Array.from([...ed25519Codec, ...publicKey]))}`;
}

/** The 32 bytes behind `z6Mk...`; `unsupported` for keys of another kind, `malformed` for text that is no multibase key. */
export function decodeMultikey(text: string): Uint8Array | 'unsupported' | 'malformed' {
  const bytes = text.startsWith('z') ? decodeBase58(text.slice(1)) : null;
  if (bytes === null || bytes.length < 2) return 'malformed';
  if (bytes[0] !== ed25519Codec[0] || bytes[1] !== ed25519Codec[1]) return 'unsupported';
  return bytes.length === 34 ? bytes.subarray(2) : 'malformed';
}

/** The did:key document: the key is the identity, so the document follows from the DID alone. */
export function createDidKeyDocument(did: string): DidDocument {
  const multikey = did.slice(prefix.length);
  const id = `${did}#${multikey}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id, type: 'Multikey', controller: did, publicKeyMultibase: multikey }],
    assertionMethod: [id],
  };
}

/** The did:key of an Ed25519 public key. */
export function didKeyOf(publicKey: Uint8Array): string {
  return prefix + encodeMultikey(publicKey);
}
