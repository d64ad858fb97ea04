import { decodeBase64Url } from './decode-base64url.ts';
import type { VerificationMethod } from './did-document-schema.ts';
import { escapeForeign } from './escape-foreign.ts';
import { isWeakPoint } from './is-weak-point.ts';
import { decodeMultikey } from './multikey.ts';
import { refuse, type Refusal } from './refusal-code.ts';

const jwkTypes = new Set(['JsonWebKey', 'JsonWebKey2020']);
const multikeyTypes = new Set(['Multikey', 'Ed25519VerificationKey2020']);

/** The 32 bytes of the Ed25519 key that a verification method publishes, checked before any crypto sees them. */
export function readPublicKey(method: VerificationMethod): { readonly ok: true; readonly bytes: Uint8Array } | Refusal {
  const name = escapeForeign(method.id);
  const bytes = readBytes(method);
  if (bytes === 'unsupported') return refuse('KEY_UNSUPPORTED', `${name} is no Ed25519 key for signatures`);
  if (bytes === 'malformed') return refuse('KEY_MALFORMED', `${name} does not hold the 32 bytes of an Ed25519 key`);
  if (isWeakPoint(bytes)) return refuse('KEY_WEAK', `${name} is a point of small order or not canonical`);
  return { ok: true, bytes };
}

function readBytes(method: VerificationMethod): Uint8Array | 'unsupported' | 'malformed' {
  const { type, publicKeyJwk: jwk, publicKeyMultibase: multibase } = method;
  // Two keys in one method: no telling which one its owner meant.
  if (jwk !== undefined && multibase !== undefined) return 'malformed';
  if (multikeyTypes.has(type)) return multibase === undefined ? 'malformed' : decodeMultikey(multibase);
  if (!jwkTypes.has(type)) return 'unsupported';
  return jwk === undefined ? 'malformed' : readJwk(jwk);
}

function readJwk(jwk: Readonly<Record<string, unknown>>): Uint8Array | 'unsupported' | 'malformed' {
  const { kty, crv, x, use, alg, key_ops: operations } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519') return 'unsupported';
  if (use !== undefined && use !== 'sig') return 'unsupported';
  if (alg !== undefined && alg !== 'EdDSA' && alg !== 'Ed25519') return 'unsupported';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return 'unsupported';
  return (typeof x === 'string' ? decodeBase64Url(x, 32) : null) ?? 'malformed';
}
