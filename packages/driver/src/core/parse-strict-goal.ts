import type { z } from 'zod';
import { DriverError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { alertPolicySchema, budgetSchema, contractSchema, goalSchema } from './goal-schema.ts';
import { healthPolicySchema } from './health-manifest.ts';
import type { JsonObject } from './json-value.ts';
import { nearestKey } from './nearest-key.ts';
import type { GoalWarning, ParsedGoal } from './parse-goal.ts';
import { sha256Hex } from './sha256-hex.ts';
import { strictGoalSchema, type StrictGoal } from './strict-goal-schema.ts';

/** Checks a goal document with `"schema": 2`. Throws `GOAL_INVALID`. */
export function parseStrictGoal(document: JsonObject): ParsedGoal {
  const parsed = strictGoalSchema.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describeIssue(issue));
    throw new DriverError('GOAL_INVALID', `the goal file breaks its schema: ${problems.join('; ')}`, {
      cause: parsed.error,
    });
  }
  const strict = parsed.data;
  return {
    document,
    goal: commonView(strict),
    strict,
    contractSha256: sha256Hex(canonicalJson(document)),
    workerScript: '',
    warnings: findWarnings(strict),
  };
}

/** The goal in the terms both profiles share. Commands appear as JSON, for people and receipts. */
function commonView(strict: StrictGoal): ParsedGoal['goal'] {
  const { contract, signing, verify, worker, budget } = strict;
  return {
    ...goalSchema.parse({
      goal: strict.goal,
      repo: strict.repo,
      worker_cmd: JSON.stringify(worker.argv),
      verify_cmd: JSON.stringify(verify.argv),
      mode: strict.mode,
      max_attempts: strict.max_attempts,
      tick_seconds: strict.tick_seconds,
      worker_timeout_seconds: worker.timeout_seconds,
      verify_timeout_seconds: verify.timeout_seconds,
      worker_env: worker.env,
      verify_env: verify.env,
      budget,
      alerts: strict.alerts,
      health: strict.health,
      aar_priv: signing?.key,
      subject: signing?.subject,
      principal: signing?.principal,
      verifier: signing?.verifier,
      tasks: strict.tasks.map(({ id, goal, reversible }) => ({ id, goal, reversible })),
    }),
    contract: contractSchema.parse({
      definition_of_done: contract.definition_of_done,
      acceptance_tests: contract.acceptance_tests,
      constraints: contract.constraints,
      immutable: contract.immutable,
      autonomy_ceiling: contract.autonomy_ceiling,
      irreversible_min_trust: contract.irreversible_min_trust,
      proposed_by: contract.proposed_by?.id,
    }),
  };
}

const { worker, verify, tasks, resources: _resources, ...others } = strictGoalSchema.shape;
const { retry, contract, signing } = others;
/** The keys at each place of the file, list positions left out. */
const keysAt: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(strictGoalSchema.shape),
  worker: Object.keys(worker.shape),
  verify: Object.keys(verify.shape),
  tasks: Object.keys(tasks.element.shape),
  budget: Object.keys(budgetSchema.shape),
  contract: Object.keys(contract.unwrap().shape),
  retry: Object.keys(retry.unwrap().shape),
  'retry.rate_limit': ['exit', 'text'],
  'retry.infrastructure': ['exit', 'text'],
  'budget.per_task': Object.keys(budgetSchema.shape),
  alerts: Object.keys(alertPolicySchema.shape),
  health: Object.keys(healthPolicySchema.shape),
  signing: Object.keys(signing.unwrap().shape),
};

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  const where = path === '' ? 'the file' : path;
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  const known = keysAt[issue.path.filter((part) => typeof part === 'string').join('.')] ?? [];
  const named = issue.keys.map((key) => {
    const nearest = nearestKey(key, known);
    return JSON.stringify(key) + (nearest === undefined ? '' : ` (did you mean "${nearest}"?)`);
  });
  return `${where}: unknown ${named.join(', ')}`;
}

function findWarnings(strict: StrictGoal): GoalWarning[] {
  if (strict.verify.sandbox !== undefined) return [];
  return [
    {
      code: 'VERIFIER_NOT_SANDBOXED',
      message: 'verify.sandbox is missing: the verifier runs what the worker wrote with your rights',
    },
  ];
}
