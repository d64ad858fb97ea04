import { z } from 'zod';

const text = z.string();
const count = z.int().min(0);
const attemptOf = { task: text, attempt: z.int().min(1) };

/** What only the strict profile writes into its journal. */
export const strictEventSchemas = [
  z.object({ event: z.literal('dependency_blocked'), task: text, need: text, why: text }),
  /** The commit that worker and verifier really start from, and the proposals it rests on. */
  z.object({ event: z.literal('workspace_ready'), ...attemptOf, base: text, rests_on: z.array(text) }),
  z.object({ event: z.literal('base_checked'), ...attemptOf, base: text, exit: z.int() }),
  z.object({
    event: z.literal('deferred'),
    ...attemptOf,
    class: z.enum(['rate_limit', 'infrastructure']),
    matched: text,
    deferral: z.int().min(1),
    /** Thousandths by which the pause is longer than the table says. */
    jitter: count,
    not_before_wall_ms: count,
    wall_ms: count,
  }),
  /** The tree was not even shown to the verifier, or must not land whatever it says. */
  z.object({ event: z.literal('work_refused'), ...attemptOf, reason: text, paths: z.array(text) }),
  /** All verifier runs of one tree together. */
  z.object({
    event: z.literal('verdict'),
    ...attemptOf,
    tree: text,
    runs: z.int().min(1),
    required: z.int().min(1),
    passes: count,
    flaky: z.boolean(),
  }),
  z.object({ event: z.literal('merged'), ...attemptOf, onto: text, tree: text }),
  z.object({
    event: z.literal('rollback_rehearsed'),
    ...attemptOf,
    rollback_ref: text,
    ok: z.boolean(),
    detail: text,
  }),
  z.object({ event: z.literal('proposed'), ...attemptOf, commit: text, tree: text, branch: text, patch: text }),
  z.object({ event: z.literal('effect_rejected'), ...attemptOf, key: text, holder: text }),
] as const;
