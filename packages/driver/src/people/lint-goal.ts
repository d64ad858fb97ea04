import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isRatified } from '../core/contract.ts';
import { findRepository } from '../git.ts';
import { readGoal } from '../read-goal.ts';
import { resolveGoalPath, statePaths } from '../state-paths.ts';

/** Something about a goal that would go wrong, or goes less well than it could. */
export interface GoalAdvice {
  readonly level: 'problem' | 'advice';
  readonly code: string;
  readonly message: string;
}

/** Looks a goal over before it runs: what `parseGoal` warns about, and what only the machine can tell. Runs none of its commands. */
export async function lintGoal(goalPath: string, environment: NodeJS.ProcessEnv = process.env): Promise<GoalAdvice[]> {
  const parsed = readGoal(goalPath);
  const { goal, strict } = parsed;
  const paths = statePaths(goalPath, strict === null ? 'legacy' : 'strict');
  const repo = resolveGoalPath(paths, goal.repo);
  const advice: GoalAdvice[] = parsed.warnings.map(({ code, message }) => ({
    level: code === 'NO_VERIFIER' ? 'problem' : 'advice',
    code,
    message,
  }));
  const add = (level: GoalAdvice['level'], code: string, message: string): void => {
    advice.push({ level, code, message });
  };
  if (statSync(repo, { throwIfNoEntry: false })?.isDirectory() !== true) {
    add('problem', 'REPO_MISSING', `repo: ${repo} is not a folder`);
  } else if ((await findRepository({ cwd: repo, env: pathOnly(environment) })) === null) {
    const needed = goal.mode === 'commit' || strict !== null;
    add(
      needed ? 'problem' : 'advice',
      'NOT_A_REPOSITORY',
      `repo: ${repo} is not in a git repository; nothing can be committed or taken back`,
    );
  }
  for (const [key, argv] of strict === null
    ? []
    : ([
        ['worker', strict.worker.argv],
        ['verify', strict.verify.argv],
      ] as const)) {
    const [program = ''] = argv;
    if (!isOnPath(program, repo, environment))
      add('problem', 'PROGRAM_MISSING', `${key}: there is no program ${program}`);
  }
  if (strict === null) {
    for (const [key, command] of [
      ['worker_cmd', goal.worker_cmd],
      ['verify_cmd', goal.verify_cmd ?? ''],
    ] as const) {
      const program = firstWord(command);
      if (program !== null && !isOnPath(program, repo, environment))
        add('problem', 'PROGRAM_MISSING', `${key}: there is no program ${program} on PATH`);
    }
    if (!/\{task\}|MACHINIST_TASK/.test(goal.worker_cmd))
      add(
        'advice',
        'TASK_UNUSED',
        'worker_cmd: nothing in it stands for the task; write {task} where its text belongs',
      );
  }
  if (goal.budget.max_worker_runs === undefined)
    add('advice', 'NO_RUN_CAP', 'budget.max_worker_runs is not set: a failing goal runs until every task is blocked');
  if (goal.budget.max_wall_seconds === undefined) add('advice', 'NO_TIME_CAP', 'budget.max_wall_seconds is not set');
  if (strict === null && goal.mode === 'commit' && !isRatified(goal.contract))
    add(
      'problem',
      'NOT_RATIFIED',
      'contract.ratified_by must name somebody other than contract.proposed_by: every commit will be denied',
    );
  if (goal.tasks.length === 0) add('problem', 'NO_TASKS', 'tasks is empty: there is nothing to do');
  const twice = goal.tasks.find(
    (task, index) => goal.tasks.findIndex((other) => other.goal.trim() === task.goal.trim()) !== index,
  );
  if (twice !== undefined) add('advice', 'TASK_TWICE', `task ${twice.id} asks for the same as an earlier one`);
  return advice;
}

/** The program a shell command starts with, where that is a plain word. */
function firstWord(command: string): string | null {
  const [, word] = /^\s*([A-Za-z0-9_./+-]+)(?=\s|$)/.exec(command) ?? [];
  return word === undefined || builtins.has(word) ? null : word;
}

const builtins = new Set(
  '. : [ break cd command continue eval exec exit export for if case while until false true test echo printf set trap umask unset wait read return shift times type ulimit'.split(
    ' ',
  ),
);

function isOnPath(program: string, folder: string, environment: NodeJS.ProcessEnv): boolean {
  if (program.includes('/')) return existsSync(isAbsolute(program) ? program : join(folder, program));
  return (environment['PATH'] ?? '').split(delimiter).some((entry) => {
    try {
      accessSync(join(entry, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function pathOnly({ PATH, HOME }: NodeJS.ProcessEnv): Record<string, string> {
  return { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }) };
}
