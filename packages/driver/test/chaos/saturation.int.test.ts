import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { alertChannelsOf } from '../../src/index.ts';
import { startReceiver } from '../alert-receiver.ts';
import { createGoalFolder, type GoalFolder } from '../goal-folder.ts';

// Real processes: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const sensors = [{ name: 'temperature', file: 'sensor', limit: 90_000 }];
const tasks = [1, 2, 3].map((number) => ({ id: `t${number}`, goal: 'x' }));
const setSensor = (goal: GoalFolder, value: number): void => {
  writeFileSync(join(goal.folder, 'sensor'), `${value}\n`);
};

describe('a saturated host', () => {
  it('gets no new work and is halted in time, with an alert, although the alert endpoint hangs; no restart refills the time', async () => {
    const hanging = await startReceiver(() => null);
    const goal = createGoalFolder({
      worker_cmd: 'echo 95000 > ../sensor; sleep 1.5',
      health: { sensors, halt_after_saturated_seconds: 1 },
      tasks,
    });
    setSensor(goal, 40_000);
    const startMs = performance.now();
    const alerts = alertChannelsOf({ MACHINIST_ALERT_WEBHOOK_URL: hanging.url });
    expect(await goal.run({ ports: { alerts } })).toMatchObject({ kind: 'halted', reason: 'saturation' });
    expect(performance.now() - startMs).toBeLessThan(20_000);
    expect(hanging.received).toMatchObject([
      { body: { kind: 'anomaly', message: expect.stringContaining('temperature is at 106 %') } },
    ]);
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(1);
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'saturation' });
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(1);
  });

  it('is only held back while it lasts: work goes on when there is room again', async () => {
    const goal = createGoalFolder({ health: { sensors, halt_after_saturated_seconds: 60 }, tasks });
    setSensor(goal, 99_000);
    const run = goal.run();
    while (!goal.events().includes('anomaly')) await delay(10);
    await delay(500);
    expect(goal.events()).not.toContain('dispatch');
    setSensor(goal, 40_000);
    expect(await run).toMatchObject({ kind: 'complete' });
  });

  it('is not told apart from an idle one by chance: below the limit nothing happens', async () => {
    const goal = createGoalFolder({ worker_cmd: 'sleep 0.6', health: { sensors }, tasks });
    setSensor(goal, 80_000);
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.events()).not.toContain('anomaly');
  });
});

describe('a budget breach with a hanging alert endpoint', () => {
  it('halts at once, tells the endpoint, keeps the alert, and a restart does not refill the budget', async () => {
    const hanging = await startReceiver(() => null);
    const goal = createGoalFolder({ worker_cmd: 'echo x >> ../runs', budget: { max_worker_runs: 1 }, tasks });
    const alerts = alertChannelsOf({ MACHINIST_ALERT_WEBHOOK_URL: hanging.url });
    for (let start = 0; start < 3; start += 1) {
      expect(await goal.run({ ports: { alerts } })).toMatchObject({ kind: 'budget-halt', runs: 1 });
    }
    expect(hanging.received.length).toBeGreaterThan(0);
    expect(goal.read('runs')).toBe('x\n');
    expect(goal.exists('alerts')).toBe(true);
  });

  it('is what stops it: with room in the budget the same goal ends', async () => {
    const goal = createGoalFolder({ worker_cmd: 'true', budget: { max_worker_runs: 3 }, tasks });
    expect(await goal.run()).toMatchObject({ kind: 'complete', runs: 3 });
  });
});
