import { createPublicKey, verify } from 'node:crypto';

/** Checks an Ed25519 signature (base64url) over text; `publicKey` is the member x of a JWK. False for a key that is none. */
export function verifyEd25519(publicKey: string, message: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
