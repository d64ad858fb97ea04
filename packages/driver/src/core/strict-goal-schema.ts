import { z } from 'zod';
import {
  alertPolicySchema,
  budgetSchema,
  commandNameSchema,
  contractSchema,
  countSchema,
  secondsSchema,
  textSchema,
  variableNameSchema,
} from './goal-schema.ts';
import { healthPolicySchema } from './health-manifest.ts';
import { taskIdSchema } from './task-id.ts';

const argvSchema = z
  .array(textSchema)
  .min(1)
  .max(1000)
  .refine((words) => words[0]?.trim() !== '', 'must start with the name of a program')
  .describe('Program and arguments; no shell is involved.');

const relativePathSchema = textSchema
  .refine(
    (path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'),
    'must be a path inside the repository',
  )
  .transform((path) => path.replace(/^\.\//, '').replace(/\/+$/, ''));

/** A sandbox for a command; what the keys mean is the sandbox port's affair. */
const sandboxSchema = z.record(z.string(), z.json()).describe('Policy handed to the sandbox that is connected.');

const workerSchema = z.strictObject({
  argv: argvSchema.describe('An argument that is exactly "{task}" becomes the task text.'),
  env: z.array(variableNameSchema).max(100).default([]),
  stdin: z.enum(['none', 'task']).default('none').describe('"task" writes the task text to standard input.'),
  timeout_seconds: secondsSchema.min(0.001).default(3600),
  must_exit_zero: z
    .boolean()
    .default(false)
    .describe('A worker that fails is a failed attempt, whatever the verifier says.'),
});

const verifierSchema = z
  .strictObject({
    argv: argvSchema,
    env: z.array(variableNameSchema).max(100).default([]),
    timeout_seconds: secondsSchema.min(0.001).default(1800),
    files: z
      .array(relativePathSchema)
      .max(1000)
      .optional()
      .describe(
        'Paths that make up the verifier: no attempt may change them. By default every argument that is a path of the base.',
      ),
    runs: z.int().min(1).max(99).default(1),
    required: z.int().min(1).max(99).optional().describe('How many of the runs must pass; all by default.'),
    base_must_fail: z
      .boolean()
      .default(false)
      .describe('The verifier must fail on the base, else the task proves nothing.'),
    sandbox: sandboxSchema.optional(),
  })
  .refine(({ runs, required }) => (required ?? runs) <= runs, { path: ['required'], message: 'must not exceed runs' });

const publicKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be an Ed25519 public key: the member x of its JWK');

/** Somebody with a key. */
export const keyHolderSchema = z.strictObject({ id: textSchema.min(1), public_key: publicKeySchema });

const strictContractSchema = contractSchema
  .omit({ proposed_by: true, ratified_by: true, immutable: true })
  .extend({
    immutable: z.array(relativePathSchema).max(1000).default([]),
    proposed_by: keyHolderSchema.optional(),
    ratifiers: z.array(keyHolderSchema).max(100).default([]).describe('Who may ratify. Never the proposer.'),
  })
  .strict();

const retryClassSchema = z.strictObject({
  exit: z.array(z.int().min(0).max(255)).max(256).default([]),
  text: z
    .array(textSchema.min(3))
    .max(100)
    .default([])
    .describe('Found in what the worker wrote, in any case of letters.'),
});

const retrySchema = z.strictObject({
  rate_limit: retryClassSchema.optional(),
  infrastructure: retryClassSchema.optional(),
  backoff_seconds: secondsSchema.default(5),
  max_backoff_seconds: secondsSchema.default(600),
  max_deferrals: countSchema.default(20).describe('After so many a task is blocked.'),
});

/** Closed list of ordering rules; the first that tells two tasks apart decides. */
export const orderRuleSchema = z.enum(['priority', 'unblocks_most', 'fewest_attempts', 'file']);
export type OrderRule = z.infer<typeof orderRuleSchema>;

const strictTaskSchema = z.strictObject({
  id: taskIdSchema,
  goal: textSchema.min(1),
  reversible: z.boolean().default(false),
  needs: z.array(taskIdSchema).max(1000).default([]),
  allow_empty: z.boolean().default(false).describe('An attempt that changes nothing may count as done.'),
  rollback_ref: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a whole commit id')
    .optional()
    .describe('The commit to return to; by default the one the work lands on.'),
  priority: z.int().min(-1_000_000).max(1_000_000).default(0),
  resource: taskIdSchema
    .optional()
    .describe('At most resources[resource] tasks with this name run at once; 1 when not named there.'),
});

/** The goal file of the strict profile. Every unknown key is refused. The driver never writes this file. */
export const strictGoalSchema = z
  .strictObject({
    $schema: z.string().optional(),
    schema: z.literal(2),
    id: taskIdSchema.describe('Names the goal in receipts, branches and keys of effects; never change it.'),
    goal: textSchema.min(1),
    repo: commandNameSchema.describe('The git repository; relative paths count from the goal file.'),
    target: z
      .string()
      .regex(/^refs\/heads\/[A-Za-z0-9._/-]+$/, 'must be a full branch name like refs/heads/main')
      .refine((name) => !/\.\.|\/\/|\/$|\.lock(?:\/|$)|\/\./.test(name), 'must be a branch name git accepts')
      .describe('The branch that landing moves.'),
    mode: z.enum(['propose', 'commit']).default('propose'),
    worker: workerSchema,
    verify: verifierSchema,
    max_attempts: z.int().min(1).max(1000).default(3),
    tick_seconds: secondsSchema.default(0),
    concurrency: z.int().min(1).max(64).default(1),
    resources: z.record(taskIdSchema, z.int().min(1).max(64)).default({}),
    order: z.array(orderRuleSchema).max(4).default(['priority', 'file']),
    retry: retrySchema.prefault({}),
    budget: budgetSchema
      .required({ max_worker_runs: true, max_wall_seconds: true })
      .describe('There is no unlimited mode.'),
    contract: strictContractSchema.prefault({}),
    alerts: alertPolicySchema.prefault({}).describe('What happens while an alert stays unanswered.'),
    health: healthPolicySchema.prefault({}).describe('What deviates from the default health manifest.'),
    allow_secret_paths: z.array(relativePathSchema).max(1000).default([]),
    keep_workspaces: z.enum(['never', 'failed', 'always']).default('failed'),
    signing: z
      .strictObject({
        key: textSchema.min(1),
        subject: textSchema.min(1),
        principal: textSchema.min(1),
        verifier: textSchema.min(1).optional(),
      })
      .optional(),
    tasks: z.array(strictTaskSchema).max(10_000),
  })
  .superRefine(({ tasks, target, id }, context) => {
    const places = new Map(tasks.map((task, index) => [task.id, index]));
    tasks.forEach((task, index) => {
      if (places.get(task.id) !== index)
        context.addIssue({ code: 'custom', path: ['tasks', index, 'id'], message: `"${task.id}" is used twice` });
      task.needs.forEach((need, place) => {
        if (!places.has(need))
          context.addIssue({
            code: 'custom',
            path: ['tasks', index, 'needs', place],
            message: `there is no task "${need}"`,
          });
      });
    });
    const cycle = findCycle(tasks);
    if (cycle !== undefined)
      context.addIssue({ code: 'custom', path: ['tasks'], message: `needs form a cycle: ${cycle.join(' -> ')}` });
    if (target.startsWith(`refs/heads/machinist/${id}/`))
      context.addIssue({ code: 'custom', path: ['target'], message: 'must not be a branch of the driver itself' });
  });

/** A checked goal of the strict profile. */
export type StrictGoal = z.infer<typeof strictGoalSchema>;

interface Needing {
  readonly id: string;
  readonly needs: readonly string[];
}

/** A cycle among the needs, first task repeated at its end; undefined when there is none. */
export function findCycle(tasks: readonly Needing[]): string[] | undefined {
  const open = new Map(tasks.map((task) => [task.id, task.needs]));
  // Tasks whose needs are all gone can be done; what is left over when nothing more goes holds a cycle.
  for (let before = -1; before !== open.size;) {
    before = open.size;
    for (const [id, needs] of open) if (!needs.some((need) => open.has(need))) open.delete(id);
  }
  const path: string[] = [];
  let next = open.keys().next().value;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = open.get(next)?.find((need) => open.has(need));
  }
  return next === undefined ? undefined : [...path.slice(path.indexOf(next)), next];
}
