import type { z } from 'zod';
import { DriverError } from '../errors.ts';
import { alertPolicySchema, budgetSchema, contractSchema, goalSchema, taskSchema, type Goal } from './goal-schema.ts';
import { healthPolicySchema } from './health-manifest.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { nearestKey } from './nearest-key.ts';
import { parseStrictGoal } from './parse-strict-goal.ts';
import type { StrictGoal } from './strict-goal-schema.ts';
import { substituteTask } from './task-token/substitute-task.ts';

/** Something in the goal file that the driver runs with but that is probably not what was meant. */
export interface GoalWarning {
  readonly code: 'UNKNOWN_KEY' | 'DOUBLED_BRACES' | 'NO_VERIFIER' | 'IN_PLACE_COMMIT' | 'VERIFIER_NOT_SANDBOXED';
  readonly message: string;
}

/** A goal file as read: `document` is the JSON as it stands, `goal` its checked meaning in the terms both profiles share. */
export interface ParsedGoal {
  readonly document: JsonObject;
  readonly goal: Goal;
  /** The goal of the strict profile (`"schema": 2`); null in the legacy profile. */
  readonly strict: StrictGoal | null;
  /** SHA-256 (hex) over the canonical JSON of a strict goal file: what a ratification signs. Null in the legacy profile. */
  readonly contractSha256: string | null;
  readonly workerScript: string;
  readonly warnings: readonly GoalWarning[];
}

/** Checks the text of a goal file. Throws `GOAL_INVALID`, `GOAL_SCHEMA_UNSUPPORTED` or `TASK_TOKEN_UNSAFE`. */
export function parseGoal(text: string): ParsedGoal {
  const document = parseObject(text);
  if (document['schema'] === 2) return parseStrictGoal(document);
  if (document['schema'] !== undefined) {
    throw new DriverError(
      'GOAL_SCHEMA_UNSUPPORTED',
      `the goal file declares "schema": ${JSON.stringify(document['schema'])}; this version runs schema 2 (the strict profile) and files without the key (the legacy profile)`,
    );
  }
  const parsed = goalSchema.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describeIssue(issue));
    throw new DriverError('GOAL_INVALID', `the goal file breaks its schema: ${problems.join('; ')}`, {
      cause: parsed.error,
    });
  }
  const goal = parsed.data;
  const workerScript = substituteTask(goal.worker_cmd);
  return { document, goal, strict: null, contractSha256: null, workerScript, warnings: findWarnings(document, goal) };
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DriverError('GOAL_INVALID', `the goal file is not JSON: ${String(cause)}`, { cause });
  }
  if (!isJsonObject(value)) throw new DriverError('GOAL_INVALID', 'the goal file must hold one JSON object');
  return value;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return `${path === '' ? 'the file' : path}: ${issue.message}`;
  const known = strictKeys[path] ?? contractKeys;
  return `${path}: unknown ${issue.keys.map((key) => `${JSON.stringify(key)}${didYouMean(key, known)}`).join(', ')}`;
}

const goalKeys = Object.keys(goalSchema.shape);
const taskKeys = Object.keys(taskSchema.shape);
const budgetKeys = Object.keys(budgetSchema.shape);
const contractKeys = Object.keys(contractSchema.shape);

const strictKeys: Readonly<Record<string, readonly string[]>> = {
  budget: budgetKeys,
  'budget.per_task': budgetKeys,
  alerts: Object.keys(alertPolicySchema.shape),
  health: Object.keys(healthPolicySchema.shape),
};

function didYouMean(key: string, known: readonly string[]): string {
  const nearest = nearestKey(key, known);
  return nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
}

function findWarnings(document: JsonObject, goal: Goal): GoalWarning[] {
  const warnings: GoalWarning[] = [];
  const unknown = (where: string, object: object, known: readonly string[]): void => {
    for (const key of Object.keys(object).filter((name) => !known.includes(name) && !name.startsWith('_'))) {
      warnings.push({
        code: 'UNKNOWN_KEY',
        message: `${where}: unknown key ${JSON.stringify(key)} is ignored${didYouMean(key, known)}`,
      });
    }
  };
  unknown('goal file', document, goalKeys);
  for (const task of goal.tasks) unknown(`task ${task.id}`, task, taskKeys);
  if (/\{\{|\}\}/.test(goal.worker_cmd)) {
    warnings.push({
      code: 'DOUBLED_BRACES',
      message:
        'worker_cmd: doubled braces are passed on as they stand; only {task} is replaced, so single ones are safe',
    });
  }
  if (!goal.verify_cmd) {
    warnings.push({
      code: 'NO_VERIFIER',
      message: 'verify_cmd is missing: nothing can be verified, so every task ends blocked',
    });
  }
  if (goal.mode === 'commit') {
    warnings.push({
      code: 'IN_PLACE_COMMIT',
      message:
        'mode "commit" in the legacy profile works in place: a commit holds everything in the tree that git does not ignore, also what was there before the worker',
    });
  }
  return warnings;
}
