import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, refused } from '../bad-input.ts';
import { journalOf, layOutGoal } from '../goals.ts';
import { documentOf, eventsOf, machinist, temporaryFolder } from '../machinist.ts';
import { startMachinist, waitUntil } from '../processes.ts';

function goalFolder(goal: object = {}): string {
  const folder = temporaryFolder();
  layOutGoal(folder, goal);
  return folder;
}

describe('drive', () => {
  it('ends with 0 when every task is done, and tells each step in the words of the log', async () => {
    const cwd = goalFolder({ goal: 'a\u001b[31m\nb', tasks: [{ id: 't1', goal: 'it\'s \u001b[32m{task} "x"' }] });
    const ended = await machinist(['drive', 'goal.json'], { cwd });
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('-> t1 (attempt 1)');
    expect(ended.stdout).toContain('GOAL COMPLETE — 1 tasks, 0 blocked/surfaced.');
    expect(ended.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('ends with 3 when tasks are blocked', async () => {
    const cwd = goalFolder({ verify_cmd: 'false', max_attempts: 2 });
    const ended = await machinist(['drive', 'goal.json', '--json'], { cwd });
    expect(ended.exitCode).toBe(3);
    const lines = eventsOf(ended);
    expect(lines.at(-1)).toMatchObject({ event: 'result', kind: 'complete-with-blocked', blocked: ['t1'] });
    expect(lines.slice(0, -1)).toStrictEqual(journalOf(cwd));
  });

  it('ends with 2 when the budget is used up, with the tasks still to be done', async () => {
    const cwd = goalFolder({ verify_cmd: 'false', max_attempts: 5, budget: { max_worker_runs: 1 } });
    const ended = await machinist(['drive', 'goal.json', '--json'], { cwd });
    expect(ended.exitCode).toBe(2);
    expect(eventsOf(ended).at(-1)).toMatchObject({ kind: 'budget-halt', limit: 'max_worker_runs', pending: ['t1'] });
  });

  it('refuses a goal that another driver runs with 75, and takes up the task of a killed one with attempt 2', async () => {
    const cwd = goalFolder({ worker_cmd: 'if [ -e ../again ]; then exit 0; fi; touch ../again; sleep 600; : {task}' });
    const running = startMachinist(['drive', 'goal.json'], { cwd });
    await waitUntil('the worker', () => existsSync(join(cwd, 'again')));
    expect(await refusalOf(['drive', 'goal.json'], { cwd })).toStrictEqual(refused(75, 'LOCKED', String(running.pid)));
    const beside = documentOf(await machinist(['drive', 'status', 'goal.json', '--json'], { cwd }));
    expect(beside).toMatchObject({ formatVersion: 1, driver: { pid: running.pid }, tasks: [{ status: 'running' }] });
    process.kill(running.pid, 'SIGKILL');
    await running.ended;
    const resumed = await machinist(['drive', 'goal.json'], { cwd });
    expect(resumed).toMatchObject({ exitCode: 0 });
    expect(resumed.stdout).toContain('-> t1 (attempt 2)');
    expect(
      journalOf(cwd)
        .filter(({ event }) => event === 'dispatch')
        .map(({ attempt }) => attempt),
    ).toStrictEqual([1, 2]);
  });
});

describe('drive init and status', () => {
  const init = ['drive', 'init', 'g.json', '--goal', 'all good', '--repo', 'repo', '--worker', 'true {task}'];
  const complete = [...init, '--verify', 'true', '--task', 'first', '--task', 'second'];

  it('init writes a goal in propose mode with a budget that drive runs, and never overwrites one', async () => {
    const cwd = goalFolder();
    const ended = await machinist(complete, { cwd });
    expect(ended).toStrictEqual({
      exitCode: 0,
      stdout: 'Wrote g.json: 2 tasks, propose mode. Next: machinist drive g.json\n',
      stderr: '',
    });
    const written = readFileSync(join(cwd, 'g.json'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      mode: 'propose',
      budget: { max_worker_runs: 6, max_wall_seconds: 3600 },
    });
    expect(await refusalOf(complete, { cwd })).toStrictEqual(refused(64, 'GOAL_EXISTS', 'g.json exists already'));
    expect(readFileSync(join(cwd, 'g.json'), 'utf8')).toBe(written);
    expect((await machinist(['drive', 'g.json'], { cwd })).exitCode).toBe(0);
  });

  it('status tells where the goal stands, and exits 1 on a journal that somebody changed', async () => {
    const cwd = goalFolder();
    await machinist(['drive', 'goal.json'], { cwd });
    const whole = await machinist(['drive', 'status', 'goal.json'], { cwd });
    expect(whole.exitCode).toBe(0);
    expect(whole.stdout).toMatch(/✓ t1 {2}done +attempts 1/);
    expect(whole.stdout).toContain('chain holds');
    const journal = join(cwd, 'driver-log.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"attempt":1', '"attempt":7'));
    const changed = await machinist(['drive', 'status', 'goal.json'], { cwd });
    expect(changed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('journal  BROKEN at line ') });
    expect((await machinist(['drive', 'goal.json'], { cwd })).exitCode).not.toBe(0);
  });
});
