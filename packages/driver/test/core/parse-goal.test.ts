import { describe, expect, it } from 'vitest';
import { parseGoal } from '../../src/core/parse-goal.ts';

const minimal = { repo: '.', worker_cmd: 'true', verify_cmd: 'true', tasks: [{ id: 't1', goal: 'x' }] };
const parse = (changes: object): ReturnType<typeof parseGoal> => parseGoal(JSON.stringify({ ...minimal, ...changes }));
const task = (changes: object): { tasks: object[] } => ({ tasks: [{ id: 't1', goal: 'x', ...changes }] });

describe('parseGoal', () => {
  it('fills in what the earlier driver assumes for absent keys', () => {
    const { goal, warnings } = parse({});
    expect(goal).toMatchObject({ goal: 'goal', mode: 'propose', max_attempts: 3, tick_seconds: 1, budget: {} });
    expect(goal.tasks[0]).toMatchObject({ status: 'pending', reversible: false, attempts: 0 });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['another schema', { schema: 3 }, 'GOAL_SCHEMA_UNSUPPORTED', '"schema": 3'],
    ['a misspelt budget key', { budget: { max_worker_run: 3 } }, 'GOAL_INVALID', 'did you mean "max_worker_runs"?'],
    ['a misspelt contract key', { contract: { ratifiedby: 'x' } }, 'GOAL_INVALID', 'did you mean "ratified_by"?'],
    ['a ceiling in a string', { contract: { autonomy_ceiling: '1' } }, 'GOAL_INVALID', 'contract.autonomy_ceiling'],
    ['a true ceiling', { contract: { autonomy_ceiling: true } }, 'GOAL_INVALID', 'contract.autonomy_ceiling'],
    ['a cap in a string', { budget: { max_worker_runs: '3' } }, 'GOAL_INVALID', 'budget.max_worker_runs'],
    ['reversible in a string', task({ reversible: 'false' }), 'GOAL_INVALID', 'tasks.0.reversible'],
    ['an unknown status', task({ status: 'todo' }), 'GOAL_INVALID', 'tasks.0.status'],
    ['a capitalised status', task({ status: 'Pending' }), 'GOAL_INVALID', 'tasks.0.status'],
    ['an id that is a path', task({ id: '../escaped' }), 'GOAL_INVALID', 'tasks.0.id'],
    ['an id with shell characters', task({ id: "t'; touch X; echo '" }), 'GOAL_INVALID', 'tasks.0.id'],
    ['an id that is a folder of the driver', task({ id: 'evidence' }), 'GOAL_INVALID', 'tasks.0.id'],
    ['an id that is too long', task({ id: 'a'.repeat(65) }), 'GOAL_INVALID', 'tasks.0.id'],
    [
      'an id used twice',
      {
        tasks: [
          { id: 'a', goal: 'x' },
          { id: 'a', goal: 'y' },
        ],
      },
      'GOAL_INVALID',
      '"a" is used twice',
    ],
    ['a NUL in a task', task({ goal: 'a\0b' }), 'GOAL_INVALID', 'NUL'],
    ['half a surrogate pair in a task', task({ goal: '\ud800' }), 'GOAL_INVALID', 'surrogate'],
    ['a task of 200 KB', task({ goal: 'x'.repeat(200_000) }), 'GOAL_INVALID', 'at most 65536 bytes'],
    ['a mode it does not know', { mode: 'yolo' }, 'GOAL_INVALID', 'mode'],
    ['no worker', { worker_cmd: ' ' }, 'GOAL_INVALID', 'worker_cmd'],
    ['alert credentials for the worker', { worker_env: ['TELEGRAM_BOT_TOKEN'] }, 'GOAL_INVALID', 'worker_env'],
    ['a token that no quoting protects', { worker_cmd: 'bash -c "x {task}"' }, 'TASK_TOKEN_UNSAFE', 'bash -c'],
  ])('refuses %s', (_what, changes, code, text) => {
    expect(() => parse(changes)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });

  it.each(['', '[]', '{', '"x"'])('refuses %j, which is no JSON object', (text) => {
    expect(() => parseGoal(text)).toThrow(expect.objectContaining({ code: 'GOAL_INVALID' }));
  });

  it('takes zero for zero', () => {
    expect(parse({ budget: { max_worker_runs: 0, max_wall_seconds: 0 } }).goal.budget).toEqual({
      max_worker_runs: 0,
      max_wall_seconds: 0,
    });
  });

  it('warns about unknown keys elsewhere, says what was probably meant, and leaves notes alone', () => {
    const { warnings } = parse({ verfy_cmd: 'x', _note: 1, ...task({ reversable: true, depends_on: ['a'] }) });
    expect(warnings.map(({ message }) => message)).toEqual([
      'goal file: unknown key "verfy_cmd" is ignored (did you mean "verify_cmd"?)',
      'task t1: unknown key "reversable" is ignored (did you mean "reversible"?)',
      'task t1: unknown key "depends_on" is ignored',
    ]);
  });

  it.each([
    ['doubled braces', { worker_cmd: "awk '{{print}}' {task}" }, 'DOUBLED_BRACES'],
    ['a missing verifier', { verify_cmd: undefined }, 'NO_VERIFIER'],
    ['an empty verifier', { verify_cmd: '' }, 'NO_VERIFIER'],
    ['commits in place', { mode: 'commit' }, 'IN_PLACE_COMMIT'],
  ])('warns about %s', (_what, changes, code) => {
    expect(parse(changes).warnings.map((warning) => warning.code)).toEqual([code]);
  });
});
