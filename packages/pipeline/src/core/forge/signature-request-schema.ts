import type { Language } from '../spec-schema.ts';
import { checkSignature } from './check-signature.ts';
import { normaliseSignature } from './normalise-signature.ts';
import { signatureWireSchema, type SignatureWire } from './signature-schema.ts';
import type { z } from 'zod';

/** The wire schema plus the cross-checks, so that whoever asks the model can feed each problem back to it. */
export function signatureRequestSchema(language: Language): z.ZodType<SignatureWire> {
  return signatureWireSchema.superRefine((wire, context) => {
    for (const message of checkSignature(normaliseSignature(wire, language)))
      context.addIssue({ code: 'custom', message });
  });
}
