import { describe, expect, it } from 'vitest';
import { explain, lintGoal, readReceipts, requestOverride } from '../src/index.ts';
import { createGoalFolder, ratified } from './goal-folder.ts';

const commit = { mode: 'commit', contract: ratified, worker_cmd: 'date +%N > f' };

async function codes(change: object, options?: { git: boolean }): Promise<string[]> {
  const advice = await lintGoal(createGoalFolder(change, options).goalPath);
  return advice.map(({ code }) => code);
}

describe('readReceipts', () => {
  it('finds the receipts of both sinks by event type, contract, actor, task and time', async () => {
    const goal = createGoalFolder({ ...commit, tasks: [{ id: 't1', goal: 'x', reversible: true }] });
    await requestOverride(goal.goalPath, { command: 'dial', level: 2 }, { actor: 'ann', reason: 'trial' });
    await goal.run();
    const all = readReceipts(goal.goalPath);
    expect(new Set(all.map(({ event }) => event))).toEqual(
      new Set(['contract_ratified', 'override_requested', 'override_effective', 'dial_changed', 'gate_allowed']),
    );
    const contract = String(all.find(({ event }) => event === 'gate_allowed')?.entry['contract']);
    const events = (filter: Parameters<typeof readReceipts>[1]): string[] =>
      readReceipts(goal.goalPath, filter).map(({ event }) => event);
    expect(events({ contract: contract.slice(0, 12) })).toEqual(['contract_ratified', 'gate_allowed']);
    expect(events({ actor: 'ann', events: ['dial_changed'] })).toEqual(['dial_changed']);
    expect(events({ task: 't1' })).toEqual(['gate_allowed']);
    expect(events({ actor: 'nobody' })).toEqual([]);
    expect(events({ until: '2001-01-01T00:00:00Z' })).toEqual([]);
    expect(events({ since: '2001-01-01T00:00:00Z' })).toHaveLength(all.length);
  });
});

describe('explain', () => {
  it.each<[string, object, string, string]>([
    [
      'landed',
      { ...commit, tasks: [{ id: 't1', goal: 'x', reversible: true }] },
      'it landed as',
      'nothing: it has landed',
    ],
    ['proposed', {}, 'it was verified and left as a proposal', 'review what it left'],
    ['blocked', { verify_cmd: 'false', max_attempts: 1 }, 'it was blocked: verify failed 1x', 'look at attempts/t1/'],
    ['out of budget', { budget: { max_worker_runs: 0 } }, 'it has not been tried yet', 'the budget is used up'],
  ])('tells of a task that is %s why, and what would move it', async (_what, change, because, next) => {
    const goal = createGoalFolder(change);
    await goal.run();
    const told = explain(goal.goalPath, 't1');
    expect(told.because).toContain(because);
    expect(told.next).toContain(next);
  });

  it('tells of a halted goal how to resume it', async () => {
    const goal = createGoalFolder();
    await requestOverride(goal.goalPath, { command: 'halt' });
    expect(explain(goal.goalPath, 't1').next).toContain('machinist drive resume goal.json');
  });
});

describe('lintGoal', () => {
  const good = { worker_cmd: 'touch {task}', budget: { max_worker_runs: 3, max_wall_seconds: 60 } };

  it('has nothing to say about a goal that will run', async () => {
    expect(await codes(good)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a repository that is not there', { repo: 'nowhere' }, 'REPO_MISSING'],
    ['a worker that is not installed', { worker_cmd: 'no-such-agent -p {task}' }, 'PROGRAM_MISSING'],
    ['a worker that never hears of its task', { worker_cmd: 'ls' }, 'TASK_UNUSED'],
    ['no verifier', { verify_cmd: '' }, 'NO_VERIFIER'],
    ['no cap', { budget: {} }, 'NO_RUN_CAP'],
    ['commits that nobody ratified', { mode: 'commit' }, 'NOT_RATIFIED'],
    ['nothing to do', { tasks: [] }, 'NO_TASKS'],
    [
      'the same task twice',
      {
        tasks: [
          { id: 'a', goal: 'x' },
          { id: 'b', goal: ' x' },
        ],
      },
      'TASK_TWICE',
    ],
  ])('names %s', async (_what, change, code) => {
    expect(await codes({ ...good, ...change })).toContain(code);
  });

  it('names a folder that is no repository', async () => {
    expect(await codes(good, { git: false })).toEqual(['NOT_A_REPOSITORY']);
  });
});
