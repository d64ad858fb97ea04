import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

const maximumCached = 256;
const imported = new Map<string, KeyObject>();

/** Ed25519 (RFC 8032, pure) over `message`: 64 bytes. */
export function signEd25519(message: Uint8Array, privateKey: KeyObject): Buffer {
  return sign(null, message, privateKey);
}

/** True when `signature` is valid under the 32-byte `publicKey`. Bytes that are no point verify nothing. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verify(null, message, importPublicKey(publicKey), signature);
}

function importPublicKey(bytes: Uint8Array): KeyObject {
  const x = Buffer.from(bytes).toString('base64url');
  const known = imported.get(x);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (imported.size >= maximumCached) imported.clear();
  imported.set(x, key);
  return key;
}
