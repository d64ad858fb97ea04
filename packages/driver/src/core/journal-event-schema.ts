import { z } from 'zod';
import { taskStatusSchema } from './goal-schema.ts';
import { governanceEventSchemas } from './governance-event-schema.ts';
import { strictEventSchemas } from './strict-event-schemas.ts';

const text = z.string();
const count = z.int().min(0);
const attemptOf = { task: text, attempt: z.int().min(1) };
const processOf = { pid: z.int().min(1), pid_start: text };
const ended = {
  exit: z.int().nullable(),
  signal: text.nullable(),
  /** Who ended it, when it did not end by itself. */
  stopped: z.enum(['timeout', 'budget', 'operator']).nullable(),
  spawn_error: text.optional(),
  survivors_killed: count,
  duration_ms: count,
  wall_ms: count,
  stdout_bytes: count,
  stdout_sha256: text,
  stderr_bytes: count,
  stderr_sha256: text,
};

const taskBaselineSchema = z.object({
  id: text,
  status: taskStatusSchema,
  attempts: count,
  interrupted: count,
  spent: z.object({ runs: count, wallMs: count, tokens: count, costMicroUsd: count }).optional(),
});

const eventSchemas = [
  z.object({
    event: z.literal('driver_up'),
    session: text,
    goal: text,
    goal_file: text,
    profile: z.enum(['legacy', 'strict']),
    /** What a ratification must sign; strict profile only. */
    contract_sha256: text.optional(),
    mode: z.enum(['propose', 'commit']),
    why: text,
    ratified_by: text.nullable(),
    proposed_by: text.nullable(),
    pid: z.int().min(1),
    runs: count,
    wall_ms: count,
    tasks: z.array(taskBaselineSchema),
    usage: z.object({ tokens: count, costMicroUsd: count, unreported: count }).optional(),
  }),
  z.object({ event: z.literal('log_adopted'), entries: count, sha256: text }),
  z.object({ event: z.literal('log_repaired'), bytes: count, sha256: text, saved_as: text }),
  z.object({ event: z.literal('warning'), code: text, message: text }),
  z.object({
    event: z.literal('dispatch'),
    ...attemptOf,
    idempotency_key: text,
    run_key: text,
    /** The commit the attempt starts from, where there is one. */
    base: text.nullable(),
    runs: count,
    wall_ms: count,
    claim: text,
  }),
  z.object({ event: z.literal('worker_started'), ...attemptOf, ...processOf }),
  z.object({ event: z.literal('worker_exited'), ...attemptOf, ...ended }),
  z.object({ event: z.literal('verify_started'), ...attemptOf, ...processOf }),
  z.object({
    event: z.literal('verify_exited'),
    ...attemptOf,
    ...ended,
    response_sha256: text,
    preimage_sha256: text,
    tail: text,
    observed_at: text,
  }),
  z.object({
    event: z.literal('interrupted'),
    ...attemptOf,
    reason: z.enum(['crash', 'stopped', 'budget']),
    /** True when the attempt number is used again. */
    given_back: z.boolean(),
    processes_ended: count,
    wall_ms: count,
  }),
  z.object({
    event: z.literal('verified'),
    ...attemptOf,
    verify_exit: z.literal(0),
    verifier_id: text,
    idempotency_key: text,
    autonomy_used: z.enum(['propose', 'commit']),
    why: text,
    /** False when another entry settles the task. */
    settles: z.boolean().optional(),
  }),
  z.object({
    event: z.enum(['gate_allowed', 'gate_denied', 'gate_escalated']),
    ...attemptOf,
    reversible: z.boolean(),
    rollback_ref: text.nullable(),
    /** Null stands for "no ceiling is high enough". */
    required: count.nullable(),
    ceiling: count,
    trust: count,
    /** min(dial, ceiling, trust); absent in entries of earlier versions. */
    effective: count.optional(),
    /** The operator's bound; null for none. */
    dial: count.nullable().optional(),
    /** Digest of the approval that stood in for a higher tier. */
    human_gate: text.nullable().optional(),
    contract: text.nullable().optional(),
    actor: text.optional(),
    why: text,
  }),
  z.object({
    event: z.literal('commit_intent'),
    ...attemptOf,
    base: text.nullable(),
    tree: text,
    key: text,
    /** The ref to be moved and the commit it is to name; strict profile only. */
    ref: text.optional(),
    commit: text.optional(),
  }),
  z.object({ event: z.literal('commit'), ...attemptOf, commit: text, tree: text, recovered: z.boolean() }),
  z.object({ event: z.literal('commit_denied'), ...attemptOf, reason: text }),
  z.object({ event: z.literal('commit_skipped'), ...attemptOf, reason: z.literal('empty_diff') }),
  z.object({ event: z.literal('commit_failed'), ...attemptOf, reason: text, retryable: z.boolean(), detail: text }),
  z.object({ event: z.literal('requeue'), ...attemptOf, verify_exit: z.int(), reason: text }),
  z.object({
    event: z.literal('quarantine'),
    ...attemptOf,
    verify_exit: z.int(),
    reason: text,
    idempotency_key: text,
  }),
  z.object({
    event: z.literal('record'),
    ...attemptOf,
    status: z.enum(['signed', 'unsigned', 'keyless']),
    path: text.nullable(),
    /** SHA-256 (base64url) over the canonical JSON of the whole record, as the next record's `prior` has it. */
    record_sha256: text.optional(),
    /** Index of the record in the transparency log. */
    log_index: z.int().min(0).optional(),
  }),
  ...strictEventSchemas,
  /** The alert's id is `a` and the number of this entry. */
  z.object({ event: z.literal('alert'), kind: text, task: text.nullable(), message: text }),
  /** A registered detector fired; numbers are thousandths. */
  z.object({
    event: z.literal('anomaly'),
    detector: text,
    value_permille: count,
    threshold_permille: count,
    detail: text,
  }),
  z.object({ event: z.literal('alert_delivered'), alert: text, channel: text, attempts: z.int().min(1) }),
  z.object({
    event: z.literal('usage'),
    ...attemptOf,
    status: z.enum(['reported', 'missing', 'invalid']),
    tokens: count,
    cost_micro_usd: count,
    problem: text.nullable(),
  }),
  z.object({
    event: z.literal('budget_halt'),
    limit: z.enum(['max_worker_runs', 'max_wall_seconds', 'max_cost_usd', 'max_tokens', 'unreported_usage']),
    cap: text,
    runs: count,
    wall_ms: count,
  }),
  z.object({
    event: z.literal('driver_down'),
    reason: z.enum(['stopped', 'failed', 'operator', 'alert_unacknowledged', 'saturation']),
    wall_ms: count,
  }),
  z.object({ event: z.literal('goal_complete'), tasks: count, blocked: count, runs: count, wall_ms: count }),
  ...governanceEventSchemas,
] as const;

/** Everything the driver writes into its journal, without the chain fields. */
export const journalEventSchema = z.discriminatedUnion('event', eventSchemas);
export type JournalEvent = z.infer<typeof journalEventSchema>;
export type JournalEventName = JournalEvent['event'];
export type EventOf<Name extends JournalEventName> = Extract<JournalEvent, { event: Name }>;
