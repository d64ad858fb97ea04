import { z } from 'zod';

/** A DSSE envelope as others may write it: unknown members are ignored. */
export const envelopeSchema = z.looseObject({
  payloadType: z.string().min(1),
  payload: z.string(),
  signatures: z
    .array(z.looseObject({ keyid: z.string().optional(), sig: z.string() }))
    .min(1)
    .max(16),
});

/** A DSSE envelope as this package writes it. `payload` and `sig` are padded base64. */
export interface DsseEnvelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** The bytes of padded base64 in either alphabet, or null unless the spelling is canonical. */
export function decodeBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return bytes.toString('base64') === standard ? bytes : null;
}
