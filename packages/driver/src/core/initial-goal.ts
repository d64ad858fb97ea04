import type { JsonObject } from './json-value.ts';
import { parseGoal } from './parse-goal.ts';

/** What `drive init` asks for. */
export interface InitialGoalOptions {
  readonly goal: string;
  /** Path of the repository; relative paths are relative to the goal file. */
  readonly repo: string;
  readonly workerCommand: string;
  /** The command whose exit code is ground truth. Without it every task ends blocked. */
  readonly verifyCommand?: string;
  /** One plain-language sentence per task. */
  readonly tasks: readonly string[];
}

/** A new goal file in propose mode with a budget; throws like `parseGoal` when it would not run. */
export function initialGoal(options: InitialGoalOptions): JsonObject {
  const document: JsonObject = {
    goal: options.goal,
    contract: { definition_of_done: '', autonomy_ceiling: 0, proposed_by: '', ratified_by: '' },
    repo: options.repo,
    mode: 'propose',
    worker_cmd: options.workerCommand,
    verify_cmd: options.verifyCommand,
    max_attempts: 3,
    tick_seconds: 1,
    budget: { max_worker_runs: options.tasks.length * 3, max_wall_seconds: 3600 },
    tasks: options.tasks.map((goal, index) => ({ id: `t${index + 1}`, goal, status: 'pending' })),
  };
  parseGoal(JSON.stringify(document));
  return document;
}
