import { readOperatorPublicKey } from './operator/operator-key.ts';

/** The public half (member x of a JWK) of an Ed25519 key file: a JWK or a DID document. Throws `OPERATOR_KEY_UNUSABLE`. */
export function readPublicKey(path: string): string {
  return readOperatorPublicKey(path).export({ format: 'jwk' }).x ?? '';
}
