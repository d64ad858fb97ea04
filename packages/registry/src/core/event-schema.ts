import { z } from 'zod';
import { noteSchema } from './head-schema.ts';
import { sha256Schema, timestampSchema, toolIdSchema, versionSchema } from './name-schemas.ts';
import { parseTransactionId } from './transaction-id.ts';

const shared = {
  eventVersion: z.literal(1),
  sequence: z.int().min(1),
  at: timestampSchema,
  toolId: toolIdSchema,
  transaction: z
    .string()
    .max(100)
    .refine((text) => parseTransactionId(text) !== null, 'must be a transaction id'),
  /** SHA-256 of `metadata.json` before and after; null before the first version. */
  previousHeadSha256: sha256Schema.nullable(),
  headSha256: sha256Schema,
  /** `hash` of the line before; null on the first line. */
  previous: sha256Schema.nullable(),
  /** SHA-256 of the canonical JSON of this event without `hash`. */
  hash: sha256Schema,
};

/** One line of `.log/events.jsonl` (eventVersion 1). Canonical JSON on disk. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('admit'), version: versionSchema, manifestSha256: sha256Schema }),
  z.strictObject({ ...shared, kind: z.literal('yank'), version: versionSchema, reason: noteSchema }),
  z.strictObject({ ...shared, kind: z.literal('unyank'), version: versionSchema, reason: noteSchema }),
  z.strictObject({ ...shared, kind: z.literal('deprecate'), message: noteSchema, replacedBy: toolIdSchema.nullable() }),
  z.strictObject({ ...shared, kind: z.literal('undeprecate') }),
]);
export type RegistryEvent = z.infer<typeof eventSchema>;

type WithoutChain<Event> = Event extends unknown
  ? Omit<Event, 'eventVersion' | 'sequence' | 'previous' | 'hash'>
  : never;

/** An event before it has a place in the chain. */
export type EventDraft = WithoutChain<RegistryEvent>;
