import { z } from 'zod';
import { LlmError } from '../errors.ts';

const milliseconds = z.int().min(1).max(86_400_000);

/** Limits on one call, in milliseconds. */
export const timeoutsSchema = z.strictObject({
  /** Until the socket is open. */
  connectMs: milliseconds.default(5000),
  /** From the open socket to the first bytes: queue, model load, reading the prompt. */
  firstByteMs: milliseconds.default(600_000),
  /** Between two pieces of the answer. */
  idleMs: milliseconds.default(60_000),
  /** The whole call, waiting for a slot in this client excluded. */
  totalMs: milliseconds.default(900_000),
  /** Each look-up of server facts (version, models). */
  probeMs: milliseconds.default(5000),
});

/** Limits on one call, in milliseconds. */
export type Timeouts = z.infer<typeof timeoutsSchema>;

/** The limits with defaults filled in. Throws `INVALID_REQUEST`. */
export function parseTimeouts(timeouts: Partial<Timeouts>): Timeouts {
  const parsed = timeoutsSchema.safeParse(timeouts);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'timeouts'}: ${issue.message}`);
  throw new LlmError('INVALID_REQUEST', `The timeouts are not valid: ${problems.join('; ')}.`, { cause: parsed.error });
}
