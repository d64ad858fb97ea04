import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStatus, verifyJournal, writeInitialGoal } from '../src/index.ts';
import { startDriver } from './driver-process.ts';
import { createGoalFolder } from './goal-folder.ts';

describe('readStatus', () => {
  it('tells where a goal stands before, during and after a run, without disturbing it', async () => {
    const goal = createGoalFolder({
      worker_cmd: 'while ! test -f ../go; do sleep 0.02; done',
      budget: { max_worker_runs: 5 },
    });
    expect(readStatus(goal.goalPath)).toMatchObject({
      driver: null,
      runs: 0,
      tasks: [{ id: 't1', status: 'pending' }],
      journal: { ok: true, entries: 0 },
    });
    const driver = startDriver(goal.goalPath);
    await driver.waitFor('-> t1');
    const during = readStatus(goal.goalPath);
    expect(during).toMatchObject({
      driver: { pid: driver.pid },
      runs: 1,
      budget: { max_worker_runs: 5 },
      tasks: [{ status: 'running', attempts: 1 }],
    });
    writeFileSync(`${goal.folder}/go`, '');
    expect((await driver.ended).exit).toBe(0);
    const after = readStatus(goal.goalPath, { lastEntries: 1 });
    expect(after).toMatchObject({
      driver: null,
      tasks: [{ status: 'done' }],
      lastEntries: [{ event: 'goal_complete' }],
    });
    expect(after.journal).toMatchObject({ ok: true, entries: goal.journal().length });
  });

  it('knows more than a goal file that a kill left behind the journal', async () => {
    const goal = createGoalFolder({ worker_cmd: 'sleep 300' });
    const driver = startDriver(goal.goalPath, { crashAt: 'journal:dispatch:after' });
    await driver.ended;
    expect(goal.goal().tasks[0]?.status).toBe('pending');
    expect(readStatus(goal.goalPath)).toMatchObject({
      driver: null,
      runs: 1,
      tasks: [{ status: 'running', attempts: 1 }],
    });
  });
});

describe('readStatus of a goal whose journal was changed', () => {
  it('says where the chain breaks instead of refusing to answer', async () => {
    const goal = createGoalFolder();
    await goal.run();
    writeFileSync(goal.journalPath, goal.read('driver-log.jsonl').replace('"event":"verified"', '"event":"verifies"'));
    const line = goal.events().indexOf('verifies') + 1;
    expect(readStatus(goal.goalPath)).toMatchObject({ journal: { ok: false, line }, tasks: [{ status: 'done' }] });
  });
});

describe('verifyJournal', () => {
  it('says where a changed journal breaks', async () => {
    const goal = createGoalFolder();
    await goal.run();
    const { digest } = goal.journal().at(-1)!;
    expect(verifyJournal(goal.journalPath)).toEqual({
      ok: true,
      entries: goal.journal().length,
      digest,
      adopted: 0,
      tornBytes: 0,
    });
    writeFileSync(goal.journalPath, goal.read('driver-log.jsonl').replace('"event":"verified"', '"event":"verifies"'));
    const line = goal.events().indexOf('verifies') + 1;
    expect(verifyJournal(goal.journalPath)).toEqual({ ok: false, line, problem: 'was changed (digest)' });
  });

  it('refuses what is no regular file instead of reading for ever', () => {
    expect(() => verifyJournal('/dev/zero')).toThrow(expect.objectContaining({ code: 'JOURNAL_INVALID' }));
  });
});

describe('writeInitialGoal', () => {
  it('writes a goal that runs, and never over another file', async () => {
    const goal = createGoalFolder();
    const options = { goal: 'g', repo: 'repo', workerCommand: 'echo {task}', verifyCommand: 'true', tasks: ['a'] };
    expect(() => writeInitialGoal(goal.goalPath, options)).toThrow(expect.objectContaining({ code: 'GOAL_EXISTS' }));
    const path = `${goal.folder}/new.json`;
    writeInitialGoal(path, options);
    expect(await goal.run({ goalPath: path })).toMatchObject({ kind: 'complete' });
  });
});
