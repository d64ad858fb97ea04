import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseGoal } from '../../src/core/parse-goal.ts';
import { findCycle, strictGoalSchema } from '../../src/core/strict-goal-schema.ts';

const minimal = {
  schema: 2,
  id: 'g',
  goal: 'x',
  repo: '.',
  target: 'refs/heads/main',
  worker: { argv: ['true'] },
  verify: { argv: ['true'] },
  budget: { max_worker_runs: 1, max_wall_seconds: 1 },
  tasks: [{ id: 't1', goal: 'x' }],
};
const parse = (changes: object): ReturnType<typeof parseGoal> => parseGoal(JSON.stringify({ ...minimal, ...changes }));

describe('a strict goal', () => {
  it('is complete with what every run needs, and proposes one task at a time unless told otherwise', () => {
    const { strict, goal, contractSha256 } = parse({});
    expect(strict).toMatchObject({ mode: 'propose', concurrency: 1, max_attempts: 3, order: ['priority', 'file'] });
    expect(goal).toMatchObject({ contract: { autonomy_ceiling: 0 }, verify_cmd: '["true"]' });
    expect(contractSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(parse({ goal: 'y' }).contractSha256).not.toBe(contractSha256);
  });

  it.each([
    ['a misspelt key', { concurency: 2 }, 'the file: unknown "concurency" (did you mean "concurrency"?)'],
    [
      'a misspelt key of a task',
      { tasks: [{ id: 'a', goal: 'x', need: [] }] },
      'tasks.0: unknown "need" (did you mean "needs"?)',
    ],
    ['a key of the legacy profile', { verify_cmd: 'true' }, 'unknown "verify_cmd"'],
    [
      'a misspelt key of the verifier',
      { verify: { argv: ['x'], base_must_fails: true } },
      'did you mean "base_must_fail"?',
    ],
    ['a status of a task', { tasks: [{ id: 'a', goal: 'x', status: 'todo' }] }, 'unknown "status"'],
    ['no budget', { budget: undefined }, 'budget'],
    ['a budget without a wall time', { budget: { max_worker_runs: 1 } }, 'budget.max_wall_seconds'],
    ['a command in one string', { worker: { argv: 'true' } }, 'worker.argv'],
    ['a need that is no task', { tasks: [{ id: 'a', goal: 'x', needs: ['b'] }] }, 'there is no task "b"'],
    [
      'needs in a circle',
      {
        tasks: [
          { id: 'a', goal: 'x', needs: ['b'] },
          { id: 'b', goal: 'x', needs: ['a'] },
        ],
      },
      'cycle: a -> b -> a',
    ],
    [
      'two tasks of one name',
      {
        tasks: [
          { id: 'a', goal: 'x' },
          { id: 'a', goal: 'y' },
        ],
      },
      '"a" is used twice',
    ],
    ['more passes than runs', { verify: { argv: ['x'], runs: 2, required: 3 } }, 'must not exceed runs'],
    ['a target that is no branch', { target: 'main' }, 'target'],
    ['a target that climbs', { target: 'refs/heads/../x' }, 'target'],
    ['a path out of the repository', { contract: { immutable: ['../x'] } }, 'contract.immutable.0'],
    ['names instead of keys', { contract: { proposed_by: 'planner' } }, 'contract.proposed_by'],
    [
      'a rollback_ref that is no commit id',
      { tasks: [{ id: 'a', goal: 'x', rollback_ref: 'HEAD~1' }] },
      'rollback_ref',
    ],
  ])('with %s is refused', (_what, changes, text) => {
    expect(() => parse(changes)).toThrow(
      expect.objectContaining({ code: 'GOAL_INVALID', message: expect.stringContaining(text) }),
    );
  });
});

describe('findCycle', () => {
  it('finds a circle behind tasks that are in none, and none in a long chain', () => {
    const chain = Array.from({ length: 500 }, (_, index) => ({
      id: `t${index}`,
      needs: index === 0 ? [] : [`t${index - 1}`],
    }));
    expect(findCycle(chain.toReversed())).toBeUndefined();
    expect(
      findCycle([...chain, { id: 'x', needs: ['y'] }, { id: 'y', needs: ['z', 't1'] }, { id: 'z', needs: ['y'] }]),
    ).toEqual(['y', 'z', 'y']);
  });
});

it('is described by the JSON Schema that the package publishes', () => {
  const published = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'goal-2.schema.json'), 'utf8'));
  expect(published).toEqual(
    JSON.parse(JSON.stringify(z.toJSONSchema(strictGoalSchema, { io: 'input', target: 'draft-2020-12' }))),
  );
});
