import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createGoalFolder, testEnvironment, type GoalFolder } from './goal-folder.ts';

const goalFile = join(import.meta.dirname, '..', 'examples', 'signup-goal.json');

/** A goal folder with the example's goal, and stand-ins for the agent and the test command first in the path. */
function signupGoal(): { goal: GoalFolder; environment: Record<string, string | undefined> } {
  const goal = createGoalFolder();
  copyFileSync(goalFile, goal.goalPath);
  const bin = join(goal.folder, 'bin');
  mkdirSync(bin);
  const programs = {
    claude: `printf '%s|' "$@" >> ../agent-calls; echo >> ../agent-calls; echo "$2" >> src.txt`,
    npm: 'test "$1" = test && grep -q signup src.txt',
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { goal, environment: { ...testEnvironment, PATH: `${bin}:${testEnvironment.PATH}` } };
}

it('runs a goal file of the earlier driver as it is: same keys, agent called with the task text, work left as a proposal', async () => {
  const { goal, environment } = signupGoal();
  const head = goal.git('rev-parse', 'HEAD');
  expect(await goal.run({ environment })).toEqual({ kind: 'complete', tasks: 2, runs: 2 });
  expect(goal.read('agent-calls')).toBe(
    '-p|Write a failing test: POST /signup without "email" returns 400|--permission-mode|acceptEdits|\n' +
      "-p|Make /signup refuse a missing e-mail; don't touch $anything else|--permission-mode|acceptEdits|\n",
  );
  expect(goal.git('rev-parse', 'HEAD')).toBe(head);
  expect(goal.git('status', '--porcelain')).toBe('?? src.txt\n');
  expect(goal.journal().filter(({ event }) => event === 'warning')).toEqual([]);
  expect(goal.exists('aar/t1.json')).toBe(true);
});
