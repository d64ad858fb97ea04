import { z } from 'zod';
import { textSchema } from './goal-schema.ts';
import { taskIdSchema } from './task-id.ts';

const hexHashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const signatureFields = {
  version: z.literal(1),
  goal_id: taskIdSchema,
  /** The member x of the signer's public JWK. */
  public_key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  issued: z.iso.datetime(),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
};

/** Somebody agrees to a contract, as it stands byte for byte, until a time and for some tasks. */
export const ratificationSchema = z.strictObject({
  statement: z.literal('ratification'),
  ...signatureFields,
  contract_sha256: hexHashSchema,
  scope: z.strictObject({ tasks: z.union([z.literal('all'), z.array(taskIdSchema).min(1)]) }),
  ratified_by: textSchema.min(1),
  expires: z.iso.datetime(),
  nonce: z.string().min(16),
});
export type Ratification = z.infer<typeof ratificationSchema>;

/** Somebody takes a ratification back. */
export const revocationSchema = z.strictObject({
  statement: z.literal('revocation'),
  ...signatureFields,
  ratification_sha256: hexHashSchema,
  revoked_by: textSchema.min(1),
});
export type Revocation = z.infer<typeof revocationSchema>;

/** One line of a ratifications file. */
export const ratificationStatementSchema = z.discriminatedUnion('statement', [ratificationSchema, revocationSchema]);
export type RatificationStatement = z.infer<typeof ratificationStatementSchema>;
