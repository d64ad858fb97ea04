import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayDecisions, parseGoal, verifyJournal, type DriverAlert } from '../src/index.ts';
import { driveToEnd } from './driver-process.ts';
import { createGoalFolder, ratified, testEnvironment, type GoalFolder } from './goal-folder.ts';

const tasks = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ id: `t${index + 1}`, goal: `task ${index + 1}` }));
const statuses = (goal: GoalFolder): string[] => goal.goal().tasks.map(({ status }) => status);

describe('the loop', () => {
  it('works through the tasks in order, one fresh worker each, and ends with goal_complete', async () => {
    const goal = createGoalFolder({
      worker_cmd: 'echo "$MACHINIST_TASK_ID $MACHINIST_ATTEMPT $$" >> ../runs',
      tasks: tasks(3),
    });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 3, runs: 3 });
    const runs = goal
      .read('runs')
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(runs.map(([id, attempt]) => `${id} ${attempt}`)).toEqual(['t1 1', 't2 1', 't3 1']);
    expect(new Set(runs.map(([, , pid]) => pid)).size).toBe(3);
    expect(statuses(goal)).toEqual(['done', 'done', 'done']);
    expect(goal.events().at(-1)).toBe('goal_complete');
    expect(verifyJournal(goal.journalPath)).toMatchObject({ ok: true, tornBytes: 0 });
  });

  it('trusts the verifier, not the worker: one that fails is verified when the check passes, one that claims success is not when it fails', async () => {
    const failing = createGoalFolder({ worker_cmd: 'exit 127' });
    expect(await failing.run()).toMatchObject({ kind: 'complete' });
    expect(failing.journal().find(({ event }) => event === 'worker_exited')).toMatchObject({ exit: 127 });
    const lying = createGoalFolder({
      worker_cmd: 'echo all tests pass; exit 0',
      verify_cmd: 'test -f never',
      max_attempts: 2,
    });
    expect(await lying.run()).toEqual({ kind: 'complete-with-blocked', tasks: 1, runs: 2, blocked: ['t1'] });
    expect(lying.events()).not.toContain('verified');
  });

  it('gives a failed task a fresh attempt, blocks it after max_attempts with an alert, and goes on with the next', async () => {
    const alerts: DriverAlert[] = [];
    const goal = createGoalFolder({ verify_cmd: 'test "$MACHINIST_TASK_ID" = t2', max_attempts: 2, tasks: tasks(2) });
    const outcome = await goal.run({ ports: { alerts: { send: async (alert) => void alerts.push(alert) } } });
    expect(outcome).toEqual({ kind: 'complete-with-blocked', tasks: 2, runs: 3, blocked: ['t1'] });
    expect(goal.goal().tasks[0]).toMatchObject({ status: 'blocked', attempts: 2, reason: 'verify failed 2x' });
    expect(goal.events().filter((event) => ['dispatch', 'requeue', 'quarantine', 'verified'].includes(event))).toEqual(
      'dispatch requeue dispatch quarantine dispatch verified'.split(' '),
    );
    expect(alerts).toEqual([
      expect.objectContaining({ kind: 'quarantine', task: 't1', message: expect.stringContaining('QUARANTINED') }),
    ]);
  });

  it('blocks everything when there is no verifier, because nothing can be known', async () => {
    const goal = createGoalFolder({ verify_cmd: undefined, max_attempts: 1, mode: 'commit', contract: ratified });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked' });
    expect(goal.journal().find(({ event }) => event === 'driver_up')).toMatchObject({
      mode: 'propose',
      why: 'no verifier: trust 0',
    });
  });

  it('works in a folder that is no git repository, with git missing, and from any working directory', async () => {
    const goal = createGoalFolder({}, { git: false });
    const bin = join(goal.folder, 'bin');
    mkdirSync(bin);
    const { exit } = await driveToEnd(goal.goalPath, {}, { PATH: bin });
    expect(exit).toBe(0);
    expect(goal.events().at(-1)).toBe('goal_complete');
  });

  it('takes a second run of a finished goal as finished, and a task set back to pending as new work', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo x >> ../runs' });
    await goal.run();
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    const edited = goal.goal();
    goal.writeGoal({ ...edited, tasks: edited.tasks.map((task) => ({ ...task, status: 'pending' })) });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 2 });
    expect(goal.read('runs')).toBe('x\nx\n');
  });

  it('takes every decision again from the journal, byte for byte', async () => {
    const goal = createGoalFolder({
      verify_cmd: 'test "$MACHINIST_TASK_ID" != t2',
      max_attempts: 2,
      budget: { max_worker_runs: 3 },
      tasks: tasks(3),
    });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit: 'max_worker_runs', pending: ['t3'] });
    const parsed = parseGoal(goal.read('goal.json'));
    const decisions = replayDecisions(parsed, goal.journal());
    expect(decisions.map(({ recorded }) => recorded.kind)).toEqual(['dispatch', 'dispatch', 'dispatch', 'budget-halt']);
    for (const { recorded, replayed } of decisions) expect(JSON.stringify(replayed)).toBe(JSON.stringify(recorded));
    const other = replayDecisions(
      { ...parsed, goal: { ...parsed.goal, budget: { max_worker_runs: 1 } } },
      goal.journal(),
    );
    expect(other.some(({ recorded, replayed }) => JSON.stringify(recorded) !== JSON.stringify(replayed))).toBe(true);
  });
});

describe('the worker', () => {
  it('gets the task text as argument, variable and file, byte for byte', async () => {
    const text = `it's "quoted" $(touch PWNED) \`touch PWNED\` \\ é😀\nsecond line; touch PWNED`;
    const goal = createGoalFolder({
      worker_cmd: 'printf %s "{task}" > a; printf %s "$MACHINIST_TASK" > b; cat "$MACHINIST_TASK_FILE" > c',
      tasks: [{ id: 't1', goal: text }],
    });
    await goal.run();
    for (const file of ['a', 'b', 'c']) expect(goal.read(`repo/${file}`)).toBe(text);
    expect(goal.exists('repo/PWNED')).toBe(false);
  });

  it('sees the allowed environment only: no alert credentials, no keys, what the goal names', async () => {
    const environment = { ...testEnvironment, TELEGRAM_BOT_TOKEN: 's3cret', AGENT_KEY: 'yes', OTHER_KEY: 'no' };
    const goal = createGoalFolder({
      worker_cmd: 'env > worker.txt',
      verify_cmd: 'env > verifier.txt',
      worker_env: ['AGENT_KEY'],
    });
    await goal.run({ environment });
    expect(goal.read('repo/worker.txt')).toContain('AGENT_KEY=yes');
    expect(goal.read('repo/verifier.txt')).not.toContain('AGENT_KEY');
    expect(goal.read('repo/worker.txt') + goal.read('repo/verifier.txt')).not.toMatch(/TELEGRAM|OTHER_KEY/);
    const journal = readFileSync(goal.journalPath, 'utf8');
    expect(journal).toContain('OTHER_KEY');
    expect(journal).not.toMatch(/s3cret|=no/);
  });

  it('leaves a transcript of each attempt, also of bytes that are no text', async () => {
    const goal = createGoalFolder({
      worker_cmd: String.raw`printf '\377\376\000'; echo oops >&2`,
      verify_cmd: 'echo checked; exit 1',
      max_attempts: 2,
    });
    await goal.run();
    expect([...readFileSync(join(goal.folder, 'attempts/t1/2/stdout'))]).toEqual([0xff, 0xfe, 0]);
    expect(goal.read('attempts/t1/1/stderr')).toBe('oops\n');
    expect(goal.read('attempts/t1/2/verify-stdout')).toBe('checked\n');
    expect(goal.goal().tasks[0]?.['verify_tail']).toBe('checked\n');
  });
});

describe('the goal file', () => {
  it('keeps mode, unknown keys and their order through every checkpoint', async () => {
    const goal = createGoalFolder({ zeta: { note: [1, 2.5] }, alpha: 1 });
    chmodSync(goal.goalPath, 0o640);
    const before = Object.keys(goal.goal());
    await goal.run();
    expect(statSync(goal.goalPath).mode & 0o777).toBe(0o640);
    expect(Object.keys(goal.goal()).slice(0, before.length)).toEqual(before);
    expect(goal.goal()['zeta']).toEqual({ note: [1, 2.5] });
  });

  it("keeps an operator's edit made while the driver runs", async () => {
    const goal = createGoalFolder({ worker_cmd: 'cd .. && sed -i \'s/"test goal"/"edited goal"/\' goal.json' });
    await goal.run();
    expect(goal.goal()).toMatchObject({ goal: 'edited goal', tasks: [{ status: 'done' }] });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'warning', code: 'GOAL_EDITED' }));
  });

  it('moves aside, and does not overwrite, what an operator half-saved', async () => {
    const goal = createGoalFolder({ worker_cmd: 'echo "{ half" > ../goal.json' });
    await goal.run();
    expect(goal.read('goal.json.unreadable')).toBe('{ half\n');
    expect(statuses(goal)).toEqual(['done']);
  });

  it.each([
    [
      'a goal that is not there',
      (goal: GoalFolder) => renameSync(goal.goalPath, `${goal.goalPath}.away`),
      'GOAL_UNREADABLE',
    ],
    [
      'a goal in another encoding',
      (goal: GoalFolder) => writeFileSync(goal.goalPath, Buffer.from([0x7b, 0xff, 0x7d])),
      'GOAL_UNREADABLE',
    ],
    [
      'a repository that is not there',
      (goal: GoalFolder) => goal.writeGoal({ ...goal.goal(), repo: 'nowhere' }),
      'GOAL_INVALID',
    ],
    [
      'the strict profile',
      (goal: GoalFolder) => goal.writeGoal({ ...goal.goal(), schema: 3 }),
      'GOAL_SCHEMA_UNSUPPORTED',
    ],
  ])('refuses %s before anything runs, and keeps no lock', async (_what, change, code) => {
    const goal = createGoalFolder({ worker_cmd: 'touch ../ran' });
    change(goal);
    await expect(goal.run()).rejects.toMatchObject({ code });
    expect(goal.exists('ran')).toBe(false);
    expect(goal.exists('driver.lock')).toBe(false);
    expect(existsSync(goal.journalPath)).toBe(false);
  });
});
