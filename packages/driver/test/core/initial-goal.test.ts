import { expect, it } from 'vitest';
import { initialGoal } from '../../src/core/initial-goal.ts';
import { parseGoal } from '../../src/core/parse-goal.ts';

const options = { goal: 'g', repo: '.', workerCommand: 'agent "{task}"', verifyCommand: 'npm test', tasks: ['a', 'b'] };

it('gives a goal file that runs: propose mode, a budget, unratified contract, one pending task per sentence', () => {
  const { goal, warnings } = parseGoal(JSON.stringify(initialGoal(options)));
  expect(warnings).toEqual([]);
  expect(goal).toMatchObject({ mode: 'propose', budget: { max_worker_runs: 6 }, contract: { autonomy_ceiling: 0 } });
  expect(goal.tasks.map(({ id, goal: claim, status }) => [id, claim, status])).toEqual([
    ['t1', 'a', 'pending'],
    ['t2', 'b', 'pending'],
  ]);
});

it('refuses what would not run', () => {
  expect(() => initialGoal({ ...options, workerCommand: 'sh -c "{task}"' })).toThrow(
    expect.objectContaining({ code: 'TASK_TOKEN_UNSAFE' }),
  );
});
