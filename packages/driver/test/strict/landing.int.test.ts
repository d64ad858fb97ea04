import { describe, expect, it } from 'vitest';
import { createStrictGoal } from '../strict-goal-folder.ts';

describe('a strict goal', () => {
  it('leaves verified work as branch and patch, and moves nothing else, in propose mode', async () => {
    const goal = createStrictGoal();
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.commits()).toEqual(['seed', 'init']);
    expect(goal.git('show', 'machinist/test/t1:t1.txt')).toBe('work\n');
    expect(goal.read('goal.drive/proposals/t1.patch')).toContain('+work');
    expect(goal.entry('verified')).toMatchObject({ autonomy_used: 'propose', why: 'operator asked propose' });
    expect(goal.git('status', '--porcelain')).toBe('');
  });

  it('lands exactly the verified tree on the target, by compare-and-swap, under a ratified contract', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    const base = goal.git('rev-parse', 'main').trim();
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.commits()).toEqual(['driver: t1', 'seed', 'init']);
    const [commit, tree] = goal.git('rev-parse', 'main', 'main^{tree}').trim().split('\n');
    expect(goal.entry('commit')).toMatchObject({ commit, tree });
    expect(goal.entry('verdict')).toMatchObject({ tree, passes: 1, flaky: false });
    expect(goal.entry('gate_allowed')).toMatchObject({ rollback_ref: base, required: 1 });
    expect(goal.git('status', '--porcelain')).toBe('');
    expect(goal.read('repo/t1.txt')).toBe('work\n');
  });

  it('is never written by the driver', async () => {
    const goal = createStrictGoal();
    const before = goal.read('goal.json');
    await goal.run();
    expect(goal.read('goal.json')).toBe(before);
    expect(JSON.parse(goal.read('goal.drive/state.json'))).toMatchObject({ tasks: [{ id: 't1', status: 'done' }] });
  });
});
