import { describe, expect, it } from 'vitest';
import { startDriver } from './driver-process.ts';
import { createGoalFolder } from './goal-folder.ts';

const three = [1, 2, 3].map((number) => ({ id: `t${number}`, goal: 'x' }));

describe('the budget', () => {
  it('halts before the run that would exceed max_worker_runs, alerts, and halts again at the next start', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo x >> ../runs', budget: { max_worker_runs: 1 }, tasks: three });
    const expected = { kind: 'budget-halt', limit: 'max_worker_runs', cap: 1, runs: 1, pending: ['t2', 't3'] };
    expect(await goal.run()).toEqual(expected);
    expect(await goal.run()).toEqual(expected);
    expect(goal.read('runs')).toBe('x\n');
    expect(goal.events().filter((event) => event === 'budget_halt')).toHaveLength(2);
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert', kind: 'budget' }));
  });

  it('takes zero for zero', async () => {
    const goal = createGoalFolder({ worker_cmd: 'touch ../ran', budget: { max_worker_runs: 0 } });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', runs: 0 });
    expect(goal.exists('ran')).toBe(false);
  });

  it('is no reason to halt when nothing is left to do', async () => {
    const goal = createGoalFolder({ budget: { max_worker_runs: 1 } });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
  });

  it('counts a run before the worker starts, so that kills cannot buy free ones', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo x >> ../runs; sleep 300', budget: { max_worker_runs: 2 } });
    for (let kill = 0; kill < 2; kill += 1) {
      const driver = startDriver(goal.goalPath);
      await driver.waitFor('-> t1');
      driver.kill('SIGKILL');
      await driver.ended;
    }
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit: 'max_worker_runs', runs: 2 });
  }, 60_000);

  it('ends a worker in the middle when max_wall_seconds is reached, without a verdict about it', async () => {
    const goal = createGoalFolder({ worker_cmd: 'sleep 300', budget: { max_wall_seconds: 0.7 } });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit: 'max_wall_seconds', pending: ['t1'] });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'interrupted', reason: 'budget' }));
    expect(goal.events()).not.toContain('verify_started');
  });

  it('adds wall time up over restarts and kills', async () => {
    const goal = createGoalFolder({ worker_cmd: 'sleep 300', budget: { max_wall_seconds: 2 } });
    let starts = 0;
    for (; starts < 12; starts += 1) {
      const driver = startDriver(goal.goalPath);
      await driver.waitFor('-> t1');
      const killed = setTimeout(() => driver.kill('SIGKILL'), 700);
      const { exit } = await driver.ended;
      clearTimeout(killed);
      if (exit === 2) break;
    }
    expect(goal.events().at(-1)).toBe('budget_halt');
    expect(starts).toBeGreaterThan(0);
    expect(starts).toBeLessThan(6);
  }, 60_000);

  it('does not restrict a goal that sets none', async () => {
    expect(await createGoalFolder({ tasks: three }).run()).toMatchObject({ kind: 'complete', runs: 3 });
  });
});

describe('time limits', () => {
  it('end a worker that hangs; the verifier still decides', async () => {
    const goal = createGoalFolder({
      worker_cmd: 'echo done > result; sleep 300',
      verify_cmd: 'test -f result',
      worker_timeout_seconds: 0.3,
    });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'worker_exited', stopped: 'timeout' }));
  });

  it('end a verifier that hangs, which is no pass', async () => {
    const goal = createGoalFolder({ verify_cmd: 'sleep 300', verify_timeout_seconds: 0.2, max_attempts: 1 });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked' });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'quarantine', verify_exit: 124 }));
  });
});
