import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { processStart } from '../src/process-identity.ts';
import { driverProgram, driveToEnd, startDriver } from './driver-process.ts';
import { createGoalFolder } from './goal-folder.ts';

const tasks = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: `t${index + 1}`, goal: `task ${index + 1}` }));

describe('two drivers', () => {
  it('lets only one of two work on a goal, also through a link to it', async () => {
    const goal = createGoalFolder({
      worker_cmd: 'echo "$MACHINIST_TASK_ID" >> ../runs; while ! test -f ../go; do sleep 0.02; done',
      tasks: tasks(4),
    });
    const first = startDriver(goal.goalPath);
    await first.waitFor('-> t1');
    const link = join(goal.folder, 'link.json');
    symlinkSync(goal.goalPath, link);
    for (const path of [goal.goalPath, link]) {
      const second = await driveToEnd(path);
      expect(second).toMatchObject({ exit: 75, stderr: expect.stringContaining('LOCKED') });
    }
    writeFileSync(join(goal.folder, 'go'), '');
    expect((await first.ended).exit).toBe(0);
    expect(goal.read('runs')).toBe('t1\nt2\nt3\nt4\n');
  });

  it('refuses a second goal file in the same folder rather than mix their journals', async () => {
    const goal = createGoalFolder();
    await goal.run();
    const other = join(goal.folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...goal.goal(), driver_state: undefined }));
    await expect(goal.run({ goalPath: other })).rejects.toMatchObject({ code: 'JOURNAL_FOREIGN' });
  });
});

describe('a stop request', () => {
  it('ends the worker and its group, gives the attempt back, and a later run takes it up', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo $$ >> ../pids; test -f ../go || sleep 300', max_attempts: 1 });
    const driver = startDriver(goal.goalPath);
    await driver.waitFor('-> t1');
    while (!goal.exists('pids')) await delay(10);
    driver.kill('SIGTERM');
    expect((await driver.ended).exit).toBe(4);
    expect(() => process.kill(Number(goal.read('pids')), 0)).toThrow('ESRCH');
    expect(goal.goal().tasks[0]).toMatchObject({ status: 'pending', attempts: 0 });
    expect(goal.events().slice(-2)).toEqual(['interrupted', 'driver_down']);
    writeFileSync(join(goal.folder, 'go'), '');
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 2 });
    expect(goal.journal().filter(({ event }) => event === 'dispatch')).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
  });

  it('ends a verifier that ignores TERM, and a pause between tasks at once', async () => {
    const goal = createGoalFolder({ verify_cmd: "trap '' TERM; touch ../verifying; while :; do sleep 1; done" });
    const controller = new AbortController();
    const running = goal.run({ signal: controller.signal });
    while (!goal.exists('verifying')) await delay(10);
    controller.abort();
    expect(await running).toMatchObject({ kind: 'halted', pending: ['t1'] });
    const pausing = createGoalFolder({ tick_seconds: 3600, tasks: tasks(2) });
    const pause = new AbortController();
    const paused = pausing.run({
      signal: pause.signal,
      onEvent: ({ event }) => event === 'record' && setImmediate(() => pause.abort()),
    });
    expect(await paused).toMatchObject({ kind: 'halted', runs: 1, pending: ['t2'] });
  });
});

describe('a driver inside a worker', () => {
  it('leaves nothing running when the outer one is killed: the inner worker carries the key of both', async () => {
    const inner = createGoalFolder({ worker_cmd: 'echo $$ > ../pid; while :; do sleep 1; done' });
    const outer = createGoalFolder({
      worker_cmd: `test -f ../second || DRIVE_OPTIONS='{"durability":"process"}' '${process.execPath}' '${driverProgram}' '${inner.goalPath}'`,
    });
    const driver = startDriver(outer.goalPath);
    while (!inner.exists('pid') || inner.read('pid').trim() === '') await delay(10);
    driver.kill('SIGKILL');
    await driver.ended;
    expect(processStart(Number(inner.read('pid')))).not.toBeNull();
    writeFileSync(join(outer.folder, 'second'), '');
    expect(await outer.run()).toMatchObject({ kind: 'complete', runs: 2 });
    expect(processStart(Number(inner.read('pid')))).toBeNull();
  });
});

describe('listeners', () => {
  it('survive nothing: a listener that throws is dropped, the work is not', async () => {
    const goal = createGoalFolder();
    let calls = 0;
    const onEvent = (): void => {
      calls += 1;
      throw new Error('broken pipe');
    };
    expect(await goal.run({ onEvent })).toMatchObject({ kind: 'complete' });
    expect(calls).toBe(1);
  });

  it('never hold up the loop: a hung alert channel is given up, a failing one noted', async () => {
    const goal = createGoalFolder({ verify_cmd: 'false', max_attempts: 1, tasks: tasks(2) });
    const order: string[] = [];
    const hung = { send: (): Promise<void> => new Promise(() => undefined) };
    await goal.run({ ports: { alerts: hung }, onEvent: ({ event }) => order.push(event) });
    expect(order.filter((event) => event === 'quarantine')).toHaveLength(2);
    expect(goal.journal().at(-2)).toMatchObject({
      code: 'ALERT_NOT_SENT',
      message: expect.stringContaining('2 alerts'),
    });
    expect(order.at(-1)).toBe('goal_complete');
    const failing = createGoalFolder({ verify_cmd: 'false', max_attempts: 1, tasks: tasks(2) });
    await failing.run({ ports: { alerts: { send: () => Promise.reject(new Error('no route')) } } });
    expect(failing.journal()).toContainEqual(expect.objectContaining({ event: 'warning', code: 'ALERT_NOT_SENT' }));
  });
});
