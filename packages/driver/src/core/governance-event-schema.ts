import { z } from 'zod';

const text = z.string();
const count = z.int().min(0);
const override = {
  command: z.enum(['pause', 'halt', 'resume', 'dial', 'approve', 'ack', 'revoke']),
  actor: text,
  /** Digest of the request in the operator's log. */
  request: text,
  requested_at: text,
};

/** Receipts of who may do what: the operator's part, the contract's part, the dial. The gate's are beside the attempt's events. */
export const governanceEventSchemas = [
  z.object({
    event: z.literal('contract_ratified'),
    /** SHA-256 (hex) of the contract's canonical JSON. */
    contract: text,
    actor: text,
    proposed_by: text.nullable(),
    /** Strict profile: the signed statement that ratifies, by its SHA-256 (hex), and until when. */
    ratification: text.optional(),
    expires: text.optional(),
  }),
  z.object({ event: z.literal('contract_revoked'), contract: text, actor: text, why: text }),
  z.object({
    event: z.literal('dial_changed'),
    /** Null stands for "no bound by the operator". */
    from: count.nullable(),
    to: count.nullable(),
    actor: text,
    why: text,
  }),
  z.object({
    event: z.literal('override_requested'),
    ...override,
    request_seq: z.int().min(1),
    reason: text,
    /** The task, alert, level or contract that it is about. */
    target: text.nullable(),
    signed: z.boolean(),
    /** False when it needs the operator's signature and has none that holds. */
    accepted: z.boolean(),
  }),
  z.object({ event: z.literal('override_effective'), ...override, latency_ms: count }),
] as const;
