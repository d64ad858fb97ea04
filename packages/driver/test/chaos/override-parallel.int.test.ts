import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { requestOverride } from '../../src/index.ts';
import { startDriver } from '../driver-process.ts';
import { createStrictGoal, strictContract, type StrictGoalFolder } from '../strict-goal-folder.ts';

// Real processes: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const boundMs = 5000;
const tasks = ['a', 'b', 'c', 'd'].map((id) => ({ id, goal: `make ${id}.txt`, reversible: true }));

/** `a` is done at once; the others ignore TERM and never end. */
const script = (folder: string): string =>
  `touch "$MACHINIST_TASK_ID.txt"; [ "$MACHINIST_TASK_ID" = a ] && exit 0; trap "" TERM; touch "${folder}/at-$MACHINIST_TASK_ID"; while :; do sleep 0.1; done`;

function parallelGoal(worker: (folder: string) => string): StrictGoalFolder {
  const goal = createStrictGoal({ mode: 'commit', contract: strictContract, concurrency: 3, tasks });
  goal.edit({ worker: { argv: ['/bin/sh', '-c', worker(goal.folder)] } });
  goal.ratify();
  return goal;
}

/** Every movement of the target, as git keeps it. */
const reflog = (goal: StrictGoalFolder): string[] =>
  readFileSync(join(goal.repo, '.git', 'logs', 'refs', 'heads', 'main'), 'utf8')
    .trim()
    .split('\n');

async function until(what: () => boolean): Promise<void> {
  while (!what()) await delay(10);
}

describe('with parallel tasks', () => {
  it('a halt ends every worker within the bound; what had landed stays, nothing lands afterwards, and no restart goes on', async () => {
    const goal = parallelGoal(script);
    const driver = startDriver(goal.goalPath);
    await until(() => ['b', 'c', 'd'].every((id) => existsSync(join(goal.folder, `at-${id}`))));
    await until(() => goal.events().includes('commit'));
    const before = reflog(goal);
    const { outcome, latencyMs } = await requestOverride(goal.goalPath, { command: 'halt' }, { waitMs: 20_000 });
    expect(outcome).toBe('effective');
    expect(latencyMs).toBeLessThan(boundMs);
    expect((await driver.ended).exit).toBe(4);
    expect(reflog(goal)).toEqual(before);
    const dispatched = goal.events().filter((event) => event === 'dispatch').length;
    expect((await startDriver(goal.goalPath).ended).exit).toBe(4);
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(dispatched);
    expect(reflog(goal)).toEqual(before);
    expect(goal.journal().filter(({ event }) => event === 'interrupted')).toHaveLength(3);
  });

  it('a halt during a landing whose hook holds it up lets no ref move, whoever waits behind it', async () => {
    const goal = parallelGoal(() => 'touch "$MACHINIST_TASK_ID.txt"');
    const hook = join(goal.repo, '.git', 'hooks', 'pre-commit');
    mkdirSync(join(goal.repo, '.git', 'hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntrap "" TERM; touch "${goal.folder}/in-hook"; while :; do sleep 0.1; done\n`);
    chmodSync(hook, 0o755);
    const before = reflog(goal);
    const driver = startDriver(goal.goalPath);
    await until(() => goal.exists('in-hook'));
    const { outcome, latencyMs } = await requestOverride(goal.goalPath, { command: 'halt' }, { waitMs: 20_000 });
    expect(outcome).toBe('effective');
    expect(latencyMs).toBeLessThan(boundMs);
    expect((await driver.ended).exit).toBe(4);
    expect(reflog(goal)).toEqual(before);
  });

  it('a pause holds all landings back, and a resume lets each land once', async () => {
    const goal = parallelGoal(
      (folder) =>
        `touch "$MACHINIST_TASK_ID.txt" "${folder}/at-$MACHINIST_TASK_ID"; while [ ! -e "${folder}/go" ]; do sleep 0.05; done`,
    );
    const before = reflog(goal).length;
    const driver = startDriver(goal.goalPath);
    await until(() => ['a', 'b', 'c'].every((id) => goal.exists(`at-${id}`)));
    expect((await requestOverride(goal.goalPath, { command: 'pause' })).latencyMs).toBeLessThan(boundMs);
    writeFileSync(join(goal.folder, 'go'), '');
    await until(() => goal.events().filter((event) => event === 'worker_exited').length === 3);
    await delay(500);
    expect(reflog(goal)).toHaveLength(before);
    expect(goal.exists('at-d')).toBe(false);
    await requestOverride(goal.goalPath, { command: 'resume' });
    expect((await driver.ended).exit).toBe(0);
    expect(reflog(goal)).toHaveLength(before + 4);
  });

  it('without an operator the same goal lands every task: the tests above stop something real', async () => {
    const goal = parallelGoal(() => 'touch "$MACHINIST_TASK_ID.txt"');
    const before = reflog(goal).length;
    expect((await startDriver(goal.goalPath).ended).exit).toBe(0);
    expect(reflog(goal)).toHaveLength(before + 4);
  });
});
