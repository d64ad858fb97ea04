import { z } from 'zod';
import { healthPolicySchema } from './health-manifest.ts';
import { taskIdSchema } from './task-id.ts';
import { isOperatorsOwn } from './worker-environment.ts';

const maxTextBytes = 65_536;
const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** Text that a process can receive whole: well-formed, without NUL, at most 64 KiB. */
export const textSchema = z
  .string()
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode (it holds half of a surrogate pair)')
  .refine((text) => !text.includes('\0'), 'must not contain a NUL character: no process can receive one')
  .refine((text) => utf8Length(text) <= maxTextBytes, `must be at most ${maxTextBytes} bytes`);

/** Text that is not blank. */
export const commandNameSchema = textSchema.refine((text) => text.trim() !== '', 'must not be empty');
const nameSchema = textSchema.nullish();
/** Name of an environment variable that may reach a worker or verifier. */
export const variableNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
  .refine((name) => !isOperatorsOwn(name), 'credentials of alerts and operators never reach a worker or verifier');

/** Words of the four states a task can have in the file. */
export const taskStatusSchema = z.enum(['pending', 'running', 'done', 'blocked']);
export type TaskStatus = z.infer<typeof taskStatusSchema>;

/** A count that a person could mean. */
export const countSchema = z.int().min(0).max(1_000_000_000);
/** Seconds, at most a year. */
export const secondsSchema = z.number().min(0).max(31_536_000);
const amount = z.int().min(0);

/** What a task used up; written by the driver. */
const spentSchema = z.object({ runs: amount, wallMs: amount, tokens: amount, costMicroUsd: amount });

/** One task of the goal file. `attempts` to `reason` are written by the driver. */
export const taskSchema = z.looseObject({
  id: taskIdSchema,
  goal: textSchema,
  status: taskStatusSchema.default('pending'),
  reversible: z.boolean().default(false),
  attempts: countSchema.default(0),
  interrupted: countSchema.default(0),
  started: z.string().optional(),
  done: z.string().optional(),
  verify_tail: z.string().optional(),
  reason: z.string().optional(),
  spent: spentSchema.optional(),
});

const caps = {
  max_worker_runs: countSchema.optional(),
  max_wall_seconds: secondsSchema.optional(),
  /** By the workers' own account, as are tokens. */
  max_cost_usd: z.number().min(0).max(1_000_000_000).optional(),
  max_tokens: amount.optional(),
};

/** Strict: an unknown key here could be a misspelt limit. */
export const budgetSchema = z.strictObject({
  ...caps,
  per_task: z.strictObject(caps).optional(),
  /** What a missing or unusable usage report means while cost or tokens are capped. */
  unreported_usage: z.enum(['halt', 'ignore']).optional(),
});

/** Strict: an unknown key here could be a misspelt permission. */
export const contractSchema = z.strictObject({
  definition_of_done: textSchema.optional(),
  acceptance_tests: z.array(textSchema).optional(),
  immutable: z.array(textSchema).optional(),
  constraints: z.array(textSchema).optional(),
  autonomy_ceiling: z.int().min(0).max(100).default(0),
  irreversible_min_trust: z.int().min(1).max(100).optional(),
  proposed_by: nameSchema,
  ratified_by: nameSchema,
});
export type Contract = z.infer<typeof contractSchema>;

/** What happens while an alert stays unanswered. Without a time nothing does. */
export const alertPolicySchema = z.strictObject({
  dial_down_after_seconds: secondsSchema.optional(),
  halt_after_seconds: secondsSchema.optional(),
});

/** What the last checkpoint knew of the journal; written by the driver. */
export const driverStateSchema = z.looseObject({
  entries: countSchema,
  digest: z.string(),
  wall_ms: z.int().min(0),
  usage: z.object({ tokens: amount, costMicroUsd: amount, unreported: amount }).optional(),
});

/** The goal file of the legacy profile (no `schema` key). Unknown keys outside budget and contract are warned about. */
export const goalSchema = z.looseObject({
  goal: textSchema.default('goal'),
  repo: textSchema.refine((path) => path !== '', 'must name a folder'),
  worker_cmd: commandNameSchema,
  verify_cmd: textSchema.nullish(),
  mode: z.enum(['propose', 'commit']).default('propose'),
  max_attempts: z.int().min(1).max(1000).default(3),
  tick_seconds: secondsSchema.default(1),
  worker_timeout_seconds: secondsSchema.min(0.001).default(3600),
  verify_timeout_seconds: secondsSchema.min(0.001).default(1800),
  worker_env: z.array(variableNameSchema).max(100).default([]),
  verify_env: z.array(variableNameSchema).max(100).default([]),
  budget: budgetSchema.default({}),
  contract: contractSchema.nullish(),
  alerts: alertPolicySchema.default({}),
  health: healthPolicySchema.prefault({}),
  aar_tool: nameSchema,
  aar_priv: nameSchema,
  subject: nameSchema,
  principal: nameSchema,
  verifier: nameSchema,
  runs: countSchema.default(0),
  last_success_at: z.string().optional(),
  driver_state: driverStateSchema.optional(),
  tasks: z
    .array(taskSchema)
    .max(10_000)
    .superRefine((tasks, context) => {
      const seen = new Set<string>();
      tasks.forEach((task, index) => {
        if (seen.has(task.id))
          context.addIssue({ code: 'custom', path: [index, 'id'], message: `"${task.id}" is used twice` });
        seen.add(task.id);
      });
    }),
});
export type Goal = z.infer<typeof goalSchema>;
