import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { requestOverride, type OperatorRequest } from '../../src/index.ts';
import { startDriver, type DriverProcess } from '../driver-process.ts';
import { createGoalFolder, ratified, type GoalFolder } from '../goal-folder.ts';

// Real processes: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const boundMs = 5000;
const commit = { mode: 'commit', contract: ratified };
const reversible = [{ id: 't1', goal: 'one', reversible: true }];
const slow = `trap "" TERM; touch ../here; i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done`;

async function waitFor(what: () => boolean): Promise<void> {
  while (!what()) await delay(10);
}

/** Every movement of HEAD, with its time, as git keeps it. */
function reflog(goal: GoalFolder): string[] {
  return readFileSync(join(goal.repo, '.git', 'logs', 'HEAD'), 'utf8')
    .trim()
    .split('\n');
}

async function ask(goal: GoalFolder, request: OperatorRequest): Promise<number> {
  const { outcome, latencyMs } = await requestOverride(goal.goalPath, request, { actor: 'ann', waitMs: 20_000 });
  expect(outcome).toBe('effective');
  return latencyMs ?? Infinity;
}

interface Phase {
  readonly name: string;
  readonly goal: object;
  readonly prepare?: (goal: GoalFolder) => void;
  readonly reached: (goal: GoalFolder, driver: DriverProcess) => Promise<void>;
}

const here = (goal: GoalFolder): Promise<void> => waitFor(() => goal.exists('here'));

const phases: readonly Phase[] = [
  { name: 'the worker, which ignores TERM', goal: { worker_cmd: slow, ...commit, tasks: reversible }, reached: here },
  {
    name: 'the verifier, which ignores TERM',
    goal: { worker_cmd: 'echo x > f', verify_cmd: slow, ...commit, tasks: reversible },
    reached: here,
  },
  {
    name: 'the landing, held up by a commit hook that ignores TERM',
    goal: { worker_cmd: 'echo x > f', ...commit, tasks: reversible },
    prepare: (goal) => {
      writeHook(goal, slow.replace('../here', '"$PWD/../here"'));
    },
    reached: here,
  },
  {
    name: 'the wait between two attempts',
    goal: { worker_cmd: 'echo x > f', verify_cmd: 'false', tick_seconds: 60, ...commit, tasks: reversible },
    reached: (_goal, driver) => driver.waitFor('re-queueing'),
  },
];

function writeHook(goal: GoalFolder, script: string): void {
  const path = join(goal.repo, '.git', 'hooks', 'pre-commit');
  mkdirSync(join(goal.repo, '.git', 'hooks'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe('a halt from another process', () => {
  it.each(phases)('ends $name within the bound; no ref moves afterwards, and no restart goes on', async (phase) => {
    const goal = createGoalFolder(phase.goal);
    phase.prepare?.(goal);
    const before = reflog(goal);
    const driver = startDriver(goal.goalPath);
    await phase.reached(goal, driver);
    expect(await ask(goal, { command: 'halt' })).toBeLessThan(boundMs);
    expect((await driver.ended).exit).toBe(4);
    expect(reflog(goal)).toEqual(before);
    const again = startDriver(goal.goalPath);
    expect((await again.ended).exit).toBe(4);
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(1);
    expect(reflog(goal)).toEqual(before);
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'override_effective', command: 'halt', actor: 'ann' }),
    );
    expect(goal.events().indexOf('override_requested')).toBeLessThan(goal.events().indexOf('override_effective'));
  });

  it('is what stops the commit: without it the same hook lets the commit through', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo x > f', ...commit, tasks: reversible });
    writeHook(goal, 'touch "$PWD/../here"; sleep 0.5');
    const before = reflog(goal).length;
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(reflog(goal)).toHaveLength(before + 1);
  });
});

describe('a pause from another process', () => {
  it('holds a landing in its hook back until resume, then lands exactly once', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo x > f', ...commit, tasks: reversible });
    writeHook(goal, `if [ ! -e ../here ]; then ${slow}; fi`);
    const before = reflog(goal);
    const driver = startDriver(goal.goalPath);
    await here(goal);
    expect(await ask(goal, { command: 'pause' })).toBeLessThan(boundMs);
    await delay(300);
    expect(reflog(goal)).toEqual(before);
    await ask(goal, { command: 'resume' });
    expect((await driver.ended).exit).toBe(0);
    expect(reflog(goal)).toHaveLength(before.length + 1);
  });

  it('lets the worker finish and starts no other', async () => {
    const goal = createGoalFolder({
      worker_cmd: 'touch ../here; sleep 0.3',
      tasks: [
        { id: 't1', goal: 'a' },
        { id: 't2', goal: 'b' },
      ],
    });
    const driver = startDriver(goal.goalPath);
    await here(goal);
    await ask(goal, { command: 'pause' });
    await waitFor(() => goal.events().includes('worker_exited'));
    await delay(300);
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(1);
    await ask(goal, { command: 'resume' });
    expect((await driver.ended).exit).toBe(0);
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(2);
  });
});

describe('a lower dial from another process', () => {
  it('turns a verified commit into a refusal, and holds over restarts until it is turned up', async () => {
    const tasks = [1, 2].map((number) => ({ id: `t${number}`, goal: 'x', reversible: true }));
    const worker = 'date +%N > $MACHINIST_TASK_ID; touch ../here; while [ ! -e ../go ]; do sleep 0.05; done';
    const goal = createGoalFolder({ worker_cmd: worker, ...commit, tasks });
    const before = reflog(goal);
    const driver = startDriver(goal.goalPath);
    await here(goal);
    expect(await ask(goal, { command: 'dial', level: 0 })).toBeLessThan(boundMs);
    writeFileSync(join(goal.folder, 'go'), '');
    expect((await driver.ended).exit).toBe(0);
    expect(reflog(goal)).toEqual(before);
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'dial_changed', from: null, to: 0, actor: 'ann' }),
    );
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'gate_denied', dial: 0, effective: 0 }));
    await requestOverride(goal.goalPath, { command: 'dial', level: 1 });
    goal.writeGoal({ ...goal.goal(), tasks: [{ id: 't3', goal: 'x', reversible: true }] });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(reflog(goal)).toHaveLength(before.length + 1);
  });
});

describe("the operator's log", () => {
  it('takes effect at the next start when no driver runs', async () => {
    const goal = createGoalFolder();
    expect(await requestOverride(goal.goalPath, { command: 'halt' })).toMatchObject({ outcome: 'not-running' });
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'operator', pending: ['t1'] });
    await requestOverride(goal.goalPath, { command: 'resume' });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
  });

  it('cannot be lost: a worker that deletes it halts the goal, until a person accepts the loss', async () => {
    const goal = createGoalFolder({ worker_cmd: 'rm -f ../override-log.jsonl; sleep 60', tick_seconds: 0 });
    await requestOverride(goal.goalPath, { command: 'dial', level: 0 });
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'operator' });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert', kind: 'override' }));
    expect(existsSync(join(goal.folder, 'override-log.jsonl'))).toBe(false);
    await requestOverride(goal.goalPath, { command: 'resume' });
    expect(await goal.run()).toMatchObject({ kind: 'halted' });
    goal.writeGoal({ ...goal.goal(), worker_cmd: 'true' });
    await requestOverride(goal.goalPath, { command: 'resume', acceptLoss: true });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
  });

  it('halts the goal when somebody changed a line of it', async () => {
    const goal = createGoalFolder();
    const path = join(goal.folder, 'override-log.jsonl');
    await requestOverride(goal.goalPath, { command: 'dial', level: 0 });
    writeFileSync(path, readFileSync(path, 'utf8').replace('"level":0', '"level":9'));
    expect(await goal.run()).toMatchObject({ kind: 'halted' });
    rmSync(path);
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
  });
});
