import { z } from 'zod';
import { toolIdSchema, versionSchema } from './name-schemas.ts';

/** `.staging/<transaction>/intent.json` (intentVersion 1): what a transaction is about to make visible. */
export const intentSchema = z.strictObject({
  intentVersion: z.literal(1),
  toolId: toolIdSchema,
  /** The version folder it adds; null when it only changes the head. */
  version: versionSchema.nullable(),
});
export type Intent = z.infer<typeof intentSchema>;
