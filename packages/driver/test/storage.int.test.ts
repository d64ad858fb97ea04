import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { verifyJournal } from '../src/index.ts';
import { driverProgram } from './driver-process.ts';
import { createGoalFolder, testEnvironment } from './goal-folder.ts';

it('stops with its own error when the state cannot be written any more, and goes on once it can', async () => {
  const tasks = Array.from({ length: 12 }, (_, index) => ({ id: `t${index + 1}`, goal: 'x' }));
  const goal = createGoalFolder({ worker_cmd: 'echo "$MACHINIST_TASK_ID" >> ../runs', tasks });
  // A file-size limit fails a write as a full disk does, for this process only.
  const script = `trap '' XFSZ; ulimit -f 24; exec "$0" "$1" "$2"`;
  const limited = promisify(execFile)('sh', ['-c', script, process.execPath, driverProgram, goal.goalPath], {
    env: { ...testEnvironment, DRIVE_OPTIONS: '{"durability":"process"}' },
  });
  await expect(limited).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('STATE_WRITE_FAILED') });
  const before = goal.read('runs').trim().split('\n').length;
  expect(before).toBeLessThan(12);
  expect(await goal.run()).toMatchObject({ kind: 'complete', tasks: 12 });
  expect(verifyJournal(goal.journalPath)).toMatchObject({ ok: true });
  expect(new Set(goal.read('runs').trim().split('\n')).size).toBe(12);
}, 60_000);

it('reaches the same end when it waits for the disk', async () => {
  const goal = createGoalFolder();
  expect(await goal.run({ durability: 'power' })).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
});

it('continues the log of the earlier driver in one chain that both can read', async () => {
  const goal = createGoalFolder({
    tasks: [
      { id: 't1', goal: 'x', status: 'done', attempts: 1 },
      { id: 't2', goal: 'y' },
    ],
    runs: 1,
  });
  const body = '{"event": "dispatch", "prev_hash": "", "task": "t1", "ts": "2026-06-14T10:00:00+00:00"}';
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  writeFileSync(goal.journalPath, `${body.slice(0, -1)}, "hash": "${hash}"}\n`);
  expect(await goal.run()).toEqual({ kind: 'complete', tasks: 2, runs: 2 });
  expect(goal.events().slice(0, 3)).toEqual(['dispatch', 'log_adopted', 'driver_up']);
  expect(verifyJournal(goal.journalPath)).toMatchObject({ ok: true, adopted: 1 });
  expect(goal.journal()[1]).toMatchObject({ prev_hash: hash });
});
