import { z } from 'zod';

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
