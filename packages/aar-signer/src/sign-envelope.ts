import type { DsseEnvelope } from './core/envelope-schema.ts';
import { isWellFormed } from './core/is-well-formed.ts';
import { preAuthenticationEncoding } from './core/pre-authentication-encoding.ts';
import { signEd25519 } from './ed25519.ts';
import { AarError } from './errors.ts';
import type { SigningKey } from './import-private-key.ts';

/** What goes into an envelope. A text payload is taken as UTF-8. */
export interface EnvelopeContent {
  /** Media type, `application/vnd.in-toto+json` for in-toto statements. */
  readonly payloadType: string;
  readonly payload: Uint8Array | string;
  readonly key: SigningKey;
}

/** Signs any payload as a DSSE envelope: pure Ed25519 over the pre-authentication encoding. Throws `OPTION_INVALID`. */
export function signEnvelope({ payloadType, payload, key }: EnvelopeContent): DsseEnvelope {
  if (payloadType === '' || !isWellFormed(payloadType)) {
    throw new AarError('OPTION_INVALID', 'payloadType is empty or not well-formed; pass a media type');
  }
  if (typeof payload === 'string' && !isWellFormed(payload)) {
    throw new AarError('OPTION_INVALID', 'the payload text holds a lone surrogate; pass bytes or well-formed text');
  }
  const bytes = Buffer.from(payload);
  const sig = signEd25519(preAuthenticationEncoding(payloadType, bytes), key.privateKey).toString('base64');
  return { payloadType, payload: bytes.toString('base64'), signatures: [{ keyid: key.keyId, sig }] };
}
