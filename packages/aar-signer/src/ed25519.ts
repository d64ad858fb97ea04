import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** By the bytes' own object: a parsed DID document holds one for each key. Nothing may change it. */
const imported = new WeakMap<Uint8Array, KeyObject>();

/** Ed25519 (RFC 8032, pure) over `message`: 64 bytes. */
export function signEd25519(message: Uint8Array, privateKey: KeyObject): Buffer {
  return sign(null, message, privateKey);
}

/** True when `signature` is valid under the 32-byte `publicKey`. Bytes that are no point verify nothing. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verify(null, message, importPublicKey(publicKey), signature);
}

function importPublicKey(bytes: Uint8Array): KeyObject {
  const known = imported.get(bytes);
  if (known !== undefined) return known;
  const x = Buffer.from(bytes).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  imported.set(bytes, key);
  return key;
}
