import { z } from 'zod';
import { decodeBase64Url } from './decode-base64url.ts';
import { isBareDid, parseDid } from './parse-did.ts';
import { parseUtcTime } from './parse-utc-time.ts';

const textSchema = z.string().min(1);
const didSchema = z.string().refine((text) => parseDid(text) !== null, { params: { refusal: 'DID_INVALID' } });
const timeSchema = z.string().refine((text) => parseUtcTime(text) !== null, { params: { refusal: 'TIME_INVALID' } });
const base64UrlHashSchema = z
  .string()
  .refine((text) => decodeBase64Url(text, 32) !== null, { message: 'expected a SHA-256 hash in base64url' });
const eitherHashSchema = z
  .string()
  .refine((text) => /^[0-9a-f]{64}$/.test(text) || decodeBase64Url(text, 32) !== null, {
    message: 'expected a SHA-256 hash in lower-case hex or base64url',
  });

const checkSchema = z.strictObject({
  source: textSchema,
  query: textSchema,
  observed_at: timeSchema,
  response_sha256: eitherHashSchema,
  preimage_sha256: base64UrlHashSchema.optional(),
  excerpt: z.string().optional(),
});

const signatureSchema = z.strictObject({
  alg: z.literal('Ed25519'),
  by: z.string().refine(isBareDid, { params: { refusal: 'DID_INVALID' } }),
  value: z.string().refine((text) => decodeBase64Url(text, 64) !== null),
});

/** An Agent Attestation Record 0.02 before signing, without annotations (top-level keys that start with `_`). */
export const unsignedRecordSchema = z.strictObject({
  aar: z.literal('0.02'),
  subject: didSchema,
  principal: didSchema,
  task: z.strictObject({ id: textSchema, claim: textSchema }),
  verdict: z.enum(['verified', 'not_verified', 'unclear', 'rejected']),
  reason: textSchema,
  issued: timeSchema,
  ground_truth: z.enum(['confirmed', 'contradicted', 'unchecked']).optional(),
  checks: z.array(checkSchema).optional(),
  verifier: z
    .strictObject({
      id: didSchema.optional(),
      independence: z.enum(['same_principal', 'separate_principal', 'third_party']).optional(),
      model: textSchema.optional(),
    })
    .optional(),
  quality: z.enum(['substantive', 'shallow', 'none']).optional(),
  prior: base64UrlHashSchema.optional(),
  log: z.record(z.string(), z.json()).optional(),
});

/** A signed Agent Attestation Record 0.02, without annotations. Closed: an unknown member is refused. */
export const recordSchema = unsignedRecordSchema.extend({ sig: signatureSchema });

/** A signed record of the draft before, AAR 0.1: no `checks`, and independence is yes or no. Read on request only. */
export const legacyRecordSchema = recordSchema.omit({ checks: true }).extend({
  aar: z.literal('0.1'),
  verifier: z
    .strictObject({ id: didSchema.optional(), model: textSchema.optional(), independent: z.boolean().optional() })
    .optional(),
});

/** See {@link unsignedRecordSchema}. */
export type UnsignedAar = z.infer<typeof unsignedRecordSchema>;
/** See {@link recordSchema}. */
export type SignedAar = z.infer<typeof recordSchema>;
