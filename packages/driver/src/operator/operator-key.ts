import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { overrideSigningInput, type OverrideEntry } from '../core/override-entry.ts';
import { DriverError } from '../errors.ts';

const publicHalf = { kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string().optional() };
const privateJwkSchema = z.looseObject({ ...publicHalf, d: z.string() });
const jwkSchema = z.looseObject(publicHalf);
const documentSchema = z.looseObject({
  verificationMethod: z.array(z.looseObject({ publicKeyJwk: jwkSchema })).min(1),
});

/** Signs requests as the operator. */
export interface OperatorSigner {
  sign(digest: string): { readonly kid: string; readonly value: string };
}

/** Reads an Ed25519 private key (JWK file). Throws `OPERATOR_KEY_UNUSABLE`. */
export function readOperatorSigner(path: string): OperatorSigner {
  const jwk = readKey(path, (value) => privateJwkSchema.parse(value));
  const key = usable(path, () => createPrivateKey({ key: { ...jwk }, format: 'jwk' }));
  return {
    sign: (digest) => ({
      kid: jwk.kid ?? 'operator',
      value: sign(null, overrideSigningInput(digest), key).toString('base64url'),
    }),
  };
}

/** Reads the operator's public key: a JWK, or a DID document with one. Throws `OPERATOR_KEY_UNUSABLE`. */
export function readOperatorPublicKey(path: string): KeyObject {
  const { kty, crv, x } = readKey(path, (value) => {
    const document = documentSchema.safeParse(value);
    return jwkSchema.parse(document.success ? document.data.verificationMethod[0]?.publicKeyJwk : value);
  });
  return usable(path, () => createPublicKey({ key: { kty, crv, x }, format: 'jwk' }));
}

/** True when the entry carries a signature of this key over its digest. */
export function isSignedBy(entry: OverrideEntry, key: KeyObject): boolean {
  if (entry.signature === undefined) return false;
  return verify(null, overrideSigningInput(entry.digest), key, Buffer.from(entry.signature.value, 'base64url'));
}

function readKey<Key>(path: string, parse: (value: unknown) => Key): Key {
  return usable(path, () => parse(JSON.parse(readFileSync(path, 'utf8'))));
}

function usable<Value>(path: string, step: () => Value): Value {
  try {
    return step();
  } catch (cause) {
    // The text of a parse error may quote the file, which may be a private key: only its class is told.
    const kind = cause instanceof Error ? cause.name : 'unknown error';
    throw new DriverError(
      'OPERATOR_KEY_UNUSABLE',
      `${path} is no readable Ed25519 key as JWK or DID document (${kind}); make one with "machinist aar keygen"`,
    );
  }
}
