import { z } from 'zod';

/** A private Ed25519 key as JWK. `kid` is the DID URL of its verification method: it says for whom the key signs. */
export const privateJwkSchema = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string().optional(),
});

/** See {@link privateJwkSchema}. Secret. */
export interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  readonly kid?: string;
}
