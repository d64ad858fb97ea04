import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json-value.ts';
import { taskIdSchema } from './task-id.ts';

const shortText = z.string().max(2000);
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What an operator may ask for. `dial` bounds the autonomy, `approve` is a human gate for one task, `ack` answers an alert. */
export const overrideRequestSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('pause') }),
  z.strictObject({ command: z.literal('halt') }),
  /** `accepts_loss` names the head of an earlier log that is gone; without it a lost log keeps the goal halted. */
  z.strictObject({ command: z.literal('resume'), accepts_loss: digestSchema.optional() }),
  z.strictObject({ command: z.literal('dial'), level: z.int().min(0).max(100) }),
  z.strictObject({
    command: z.literal('approve'),
    task: taskIdSchema,
    idempotency_key: digestSchema,
    expires_at: z.iso.datetime(),
  }),
  z.strictObject({ command: z.literal('ack'), alert: z.string().regex(/^(?:all|[aw][0-9]{1,12})$/) }),
  z.strictObject({ command: z.literal('revoke'), contract: digestSchema }),
]);
export type OverrideRequest = z.infer<typeof overrideRequestSchema>;

const signatureSchema = z.strictObject({ kid: shortText, value: z.string().max(200) });
const chained = {
  ts: z.iso.datetime(),
  seq: z.int().min(1),
  goal_file: shortText,
  actor: shortText,
  prev_digest: z.string(),
  digest: digestSchema,
  signature: signatureSchema.optional(),
};

/** One line of the operator's log: something asked for, or the moment it was seen to hold. */
export const overrideEntrySchema = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('override_requested'),
    request: overrideRequestSchema,
    reason: shortText,
    ...chained,
  }),
  z.strictObject({
    event: z.literal('override_effective'),
    /** Digest of the request. */
    of: digestSchema,
    command: z.string(),
    /** The journal entry of the driver that says so; null when no driver was running. */
    journal_digest: digestSchema.nullable(),
    latency_ms: z.int().min(0),
    ...chained,
  }),
]);
export type OverrideEntry = z.infer<typeof overrideEntrySchema>;
export type RequestedOverride = Extract<OverrideEntry, { event: 'override_requested' }>;

/** SHA-256 (hex) over the canonical JSON of an entry without `digest` and `signature`. */
export function overrideDigest({ digest: _digest, signature: _signature, ...rest }: JsonObject): string {
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

/** The bytes an operator's key signs. */
export function overrideSigningInput(digest: string): Uint8Array {
  return new TextEncoder().encode(`machinist-override/1\n${digest}`);
}
