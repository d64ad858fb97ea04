import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { alertChannelsOf, requestOverride, runMonitor, type WatchReport } from '../../src/index.ts';
import { startReceiver } from '../alert-receiver.ts';
import { startDriver } from '../driver-process.ts';
import { createGoalFolder, type GoalFolder } from '../goal-folder.ts';

// Real processes and real silence: slow on a busy machine, and no test here measures time.
vi.setConfig({ testTimeout: 120_000 });

const impatient = {
  health: {
    components: {
      driver: { staleness_threshold_seconds: 2.5, owner: 'ann' },
      monitor: { staleness_threshold_seconds: 0.5 },
    },
  },
};
const sleeping = { worker_cmd: 'sleep 300', ...impatient };
const lookOnce = (goal: GoalFolder, alerts = alertChannelsOf({})): Promise<WatchReport> =>
  runMonitor({ goalPath: goal.goalPath, looks: 1, alerts });

async function untilBeat(goal: GoalFolder): Promise<void> {
  while (!goal.exists('heartbeat.json')) await delay(10);
}

describe('the monitor', () => {
  it('raises one alert for a driver that was killed, delivers it, and stays quiet about a living and an ended one', async () => {
    const goal = createGoalFolder(sleeping);
    const driver = startDriver(goal.goalPath);
    await untilBeat(goal);
    expect((await lookOnce(goal)).silent).toEqual([]);
    driver.kill('SIGKILL');
    await driver.ended;
    await delay(2600);
    const { url, received } = await startReceiver();
    const alerts = alertChannelsOf({ MACHINIST_ALERT_WEBHOOK_URL: url });
    const report = await runMonitor({ goalPath: goal.goalPath, looks: 3, intervalMs: 50, alerts });
    expect(report.silent).toContainEqual(expect.objectContaining({ component: 'driver', threshold_seconds: 2.5 }));
    expect(report.alerts).toMatchObject([{ id: 'w1', component: 'driver', answered: false }]);
    expect(received).toMatchObject([
      { body: { id: 'w1', kind: 'health', message: expect.stringContaining('owner ann') } },
    ]);
    await requestOverride(goal.goalPath, { command: 'ack', alert: 'w1' });
    expect((await lookOnce(goal)).alerts).toMatchObject([{ id: 'w1', answered: true }]);
    goal.writeGoal({ ...goal.goal(), worker_cmd: 'true' });
    await goal.run();
    expect(await lookOnce(goal)).toMatchObject({ silent: [], alerts: [], ended: true });
  });

  it('notices a driver that lives but does not move', async () => {
    const goal = createGoalFolder(sleeping);
    const driver = startDriver(goal.goalPath);
    await untilBeat(goal);
    driver.kill('SIGSTOP');
    await delay(2700);
    expect((await lookOnce(goal)).silent).toMatchObject([{ component: 'driver' }]);
    driver.kill('SIGCONT');
    driver.kill('SIGTERM');
    await driver.ended;
  });

  it('sends what a driver left in its outbox', async () => {
    const hanging = await startReceiver(() => null);
    const goal = createGoalFolder({ verify_cmd: 'false', max_attempts: 1 });
    await goal.run({ ports: { alerts: alertChannelsOf({ MACHINIST_ALERT_WEBHOOK_URL: hanging.url }) } });
    const { url, received } = await startReceiver();
    await lookOnce(goal, alertChannelsOf({ MACHINIST_ALERT_WEBHOOK_URL: url }));
    expect(received).toMatchObject([{ body: { kind: 'quarantine' } }]);
  });

  it('halts the goal through the operator log when nobody answers it', async () => {
    const goal = createGoalFolder({ ...sleeping, alerts: { halt_after_seconds: 0.2 } });
    const driver = startDriver(goal.goalPath);
    await untilBeat(goal);
    driver.kill('SIGKILL');
    await driver.ended;
    await delay(2600);
    await runMonitor({ goalPath: goal.goalPath, looks: 4, intervalMs: 100 });
    expect(readFileSync(join(goal.folder, 'override-log.jsonl'), 'utf8')).toContain('"actor":"monitor"');
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'operator' });
  });

  it('is one per goal', async () => {
    const goal = createGoalFolder();
    const stopping = new AbortController();
    const first = runMonitor({ goalPath: goal.goalPath, signal: stopping.signal });
    await expect(lookOnce(goal)).rejects.toMatchObject({ code: 'LOCKED' });
    stopping.abort();
    expect(await first).toMatchObject({ ended: true });
  });

  it('is itself watched: the driver alerts when it falls silent, and not when it ended in order', async () => {
    const waiting = 'while [ ! -e ../go ]; do sleep 0.05; done';
    const goal = createGoalFolder({ ...impatient, worker_cmd: waiting });
    const report = await lookOnce(goal);
    const run = goal.run();
    await delay(1600);
    expect(goal.events()).not.toContain('anomaly');
    writeFileSync(join(goal.folder, 'watch.json'), JSON.stringify({ ...report, ended: false }));
    while (!goal.events().includes('anomaly')) await delay(20);
    writeFileSync(join(goal.folder, 'go'), '');
    await run;
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'alert', kind: 'health', message: expect.stringContaining('monitor') }),
    );
  });
});

describe('the heartbeat', () => {
  it('publishes the last success of each component while a worker runs', async () => {
    const goal = createGoalFolder({ worker_cmd: 'touch ../here; while [ ! -e ../go ]; do sleep 0.05; done' });
    const run = goal.run();
    while (!goal.exists('heartbeat.json') || !goal.exists('here')) await delay(10);
    await delay(300);
    const { components, ended } = JSON.parse(goal.read('heartbeat.json'));
    expect(ended).toBe(false);
    expect(Object.keys(components).toSorted()).toEqual([
      'alert_channel',
      'driver',
      'state_store',
      'verifier',
      'worker',
    ]);
    expect(components.worker).toMatchObject({ last_success_at: null, active_since: expect.stringMatching(/^20/) });
    writeFileSync(join(goal.folder, 'go'), '');
    await run;
    const after = JSON.parse(goal.read('heartbeat.json'));
    expect(after).toMatchObject({ ended: true, components: { worker: { active_since: null } } });
    expect(after.components.verifier.last_success_at).toMatch(/^20/);
  });
});
