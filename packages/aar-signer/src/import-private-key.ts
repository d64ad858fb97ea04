import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decodeBase64Url } from './core/decode-base64url.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { isBareDid } from './core/parse-did.ts';
import { privateJwkSchema } from './core/private-jwk-schema.ts';
import { AarError } from './errors.ts';

/** A private key that knows for whom it signs. It holds no printable secret. */
export interface SigningKey {
  /** The DID that owns the key. */
  readonly did: string;
  /** DID URL of the verification method; equal to `did` when the key file did not say. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/**
 * Checks and imports a private JWK. `did` is needed for a JWK without `kid` (another tool's) and must agree with one.
 * Throws `PRIVATE_KEY_INVALID`, `KEY_OWNER_UNKNOWN`, `KEY_OF_ANOTHER_SIGNER`. No message quotes the key.
 */
export function importPrivateKey(jwk: unknown, options: { readonly did?: string } = {}): SigningKey {
  const parsed = privateJwkSchema.safeParse(jwk);
  if (!parsed.success) {
    throw new AarError(
      'PRIVATE_KEY_INVALID',
      'not a private Ed25519 JWK (kty OKP, crv Ed25519, x, d); make one with keygen',
    );
  }
  const { kty, crv, x, d, kid } = parsed.data;
  if (decodeBase64Url(x, 32) === null || decodeBase64Url(d, 32) === null) {
    throw new AarError('PRIVATE_KEY_INVALID', 'x and d of the private JWK are to be 32 bytes of base64url each');
  }
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  // A foreign x would put a signature under the wrong public key.
  if (createPublicKey(privateKey).export({ format: 'jwk' }).x !== x) {
    throw new AarError('PRIVATE_KEY_INVALID', 'x of the private JWK is not the public half of d');
  }
  return { ...ownerOf(kid, options.did), privateKey };
}

function ownerOf(kid: string | undefined, did: string | undefined): { readonly did: string; readonly keyId: string } {
  const owner = kid?.split('#')[0] ?? did;
  if (owner === undefined) {
    throw new AarError('KEY_OWNER_UNKNOWN', 'the private JWK has no kid; say with --did (option did) whose key it is');
  }
  if (!isBareDid(owner)) {
    throw new AarError('DID_INVALID', `${escapeForeign(owner)} is no DID that can own a key`);
  }
  if (did !== undefined && did !== owner) {
    throw new AarError(
      'KEY_OF_ANOTHER_SIGNER',
      `the key belongs to ${escapeForeign(owner)}, not to ${escapeForeign(did)}`,
    );
  }
  return { did: owner, keyId: kid ?? owner };
}
