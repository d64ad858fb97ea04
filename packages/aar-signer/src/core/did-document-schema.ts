import { z } from 'zod';

/** A key inside a DID document. Foreign format: unknown members are kept and ignored. */
export const verificationMethodSchema = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  controller: z.string(),
  publicKeyJwk: z.looseObject({}).optional(),
  publicKeyMultibase: z.string().optional(),
  expires: z.string().optional(),
  revoked: z.string().optional(),
});

/** A DID document, as far as a verifier of records needs it. */
export const didDocumentSchema = z.looseObject({
  id: z.string().min(1),
  verificationMethod: z.array(verificationMethodSchema).default([]),
  assertionMethod: z.array(z.union([z.string(), verificationMethodSchema])).default([]),
});

/** A DID document: trust material. Who hands it to a verifier vouches for it. */
export type DidDocument = z.input<typeof didDocumentSchema>;
/** One key of a DID document. */
export type VerificationMethod = z.infer<typeof verificationMethodSchema>;
