import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { processStart } from '../src/process-identity.ts';
import { findBrokenPromises } from './broken-promises.ts';
import { driveToEnd, startDriver } from './driver-process.ts';
import { soaking } from './soak.ts';
import { createGoalFolder, ratified, type GoalFolder } from './goal-folder.ts';

const lasting = { durability: 'process', attestor: 'test' };

/** Two tasks: the first fails its first check and lands at the second, the other never passes and ends blocked. */
function crashGoal(changes: object = {}): GoalFolder {
  const goal = createGoalFolder({
    mode: 'commit',
    contract: ratified,
    worker_cmd: 'echo $$ >> ../pids; echo "$MACHINIST_TASK_ID" > work-$MACHINIST_TASK_ID',
    verify_cmd:
      'echo x >> "../checks-$MACHINIST_TASK_ID"; test "$MACHINIST_TASK_ID" = t1 && test "$(wc -l < ../checks-t1)" -ge 2',
    max_attempts: 2,
    aar_priv: 'key',
    subject: 'did:web:example.com:machine-driver',
    principal: 'did:web:example.com',
    tasks: [
      { id: 't1', goal: 'lands', reversible: true },
      { id: 't2', goal: 'never passes', reversible: true },
    ],
    ...changes,
  });
  writeFileSync(join(goal.folder, 'key'), '');
  const hook = join(goal.repo, '.git', 'hooks', 'post-commit');
  mkdirSync(join(goal.repo, '.git', 'hooks'), { recursive: true });
  writeFileSync(hook, '#!/bin/sh\ngit log -1 --format=%s >> ../ledger\n');
  chmodSync(hook, 0o755);
  return goal;
}

async function finish(goal: GoalFolder): Promise<void> {
  await goal.run({ ports: { attestor: { sign: async (record) => ({ status: 'signed', record }) } } });
}

async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([lane(), lane()]);
}

describe('kill -9', () => {
  it('at every boundary between journal and effect loses nothing and doubles nothing', async () => {
    const rehearsal = crashGoal();
    const list = join(rehearsal.folder, 'boundaries');
    expect((await driveToEnd(rehearsal.goalPath, { ...lasting, boundaries: list })).exit).toBe(3);
    expect(findBrokenPromises(rehearsal)).toEqual([]);
    const passed = rehearsal.read('boundaries').trim().split('\n');
    const visits = new Map<string, number>();
    const points = passed.flatMap((crashAt) => {
      const crashAtVisit = (visits.get(crashAt) ?? 0) + 1;
      visits.set(crashAt, crashAtVisit);
      // Every boundary once, and the second task's states once more; more would be the same again.
      const again = crashAtVisit === 2 && crashAt.endsWith(':before');
      return crashAtVisit === 1 || again ? [{ crashAt, crashAtVisit }] : [];
    });
    expect(points.length).toBeGreaterThanOrEqual(50);

    const broken: Record<string, string[]> = {};
    await inPairs(points, async (point) => {
      const goal = crashGoal();
      const killed = await driveToEnd(goal.goalPath, { ...lasting, ...point });
      const problems = killed.signal === 'SIGKILL' ? [] : [`was not killed (exit ${killed.exit})`];
      const open = goal.events().includes('dispatch')
        ? goal.journal().findLast((entry) => entry.event === 'dispatch')
        : undefined;
      await finish(goal);
      problems.push(...findBrokenPromises(goal));
      const next = goal.journal().find((entry) => entry.event === 'dispatch' && entry.seq > (open?.seq ?? 0));
      const interrupted = goal.journal().find((entry) => entry.event === 'interrupted');
      if (interrupted !== undefined && open?.event === 'dispatch' && next?.event === 'dispatch') {
        if (next.task !== open.task || next.attempt !== open.attempt + 1)
          problems.push(`resumed ${next.task} ${next.attempt}`);
      }
      if (problems.length > 0) broken[`${point.crashAt} (${point.crashAtVisit})`] = problems;
    });
    expect(broken).toEqual({});
  }, 600_000);

  it('at random moments, again and again, loses nothing and doubles nothing', async () => {
    let kills = 0;
    const goal = crashGoal({
      worker_cmd: 'sleep 0.02; echo $$ >> ../pids; echo "$MACHINIST_TASK_ID" > work-$MACHINIST_TASK_ID',
      verify_cmd: 'sleep 0.02; true',
      tasks: Array.from({ length: soaking ? 60 : 12 }, (_, index) => ({
        id: `t${index + 1}`,
        goal: 'x',
        reversible: true,
      })),
    });
    const seed = Math.floor(Math.random() * 2 ** 31);
    let random = seed;
    while (kills < (soaking ? 100 : 24)) {
      const driver = startDriver(goal.goalPath, lasting);
      await driver.waitFor('driver up');
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      await delay(random % 160);
      driver.kill('SIGKILL');
      if ((await driver.ended).signal === 'SIGKILL') kills += 1;
      else break;
    }
    await finish(goal);
    expect({ seed, broken: findBrokenPromises(goal) }).toEqual({ seed, broken: [] });
    expect(kills).toBeGreaterThanOrEqual(20);
  }, 600_000);

  it('in the middle of a worker: the orphan and all it started are dead before the same task runs again', async () => {
    const goal = crashGoal({
      worker_cmd:
        'test -f ../second && { cat ../pids > ../seen; for p in $(cat ../pids); do grep -q "State:.[^ZX]" /proc/$p/status 2>/dev/null && touch ../alive; done; echo x > work; exit 0; }; ' +
        "trap '' TERM; echo $$ >> ../pids; setsid sh -c 'echo $$ >> ../pids; while :; do sleep 1; done' & (trap '' TERM; while :; do sleep 1; done) & echo $! >> ../pids; while :; do sleep 1; done",
      verify_cmd: 'true',
      tasks: [{ id: 't1', goal: 'x', reversible: true }],
    });
    const driver = startDriver(goal.goalPath, lasting);
    while (!goal.exists('pids') || goal.read('pids').trim().split('\n').length < 3) await delay(10);
    driver.kill('SIGKILL');
    await driver.ended;
    const orphans = goal.read('pids').trim().split('\n').map(Number);
    expect(orphans.map((pid) => processStart(pid) !== null)).toEqual([true, true, true]);
    writeFileSync(join(goal.folder, 'second'), '');
    await finish(goal);
    expect(goal.read('seen').trim().split('\n')).toHaveLength(3);
    expect(goal.exists('alive')).toBe(false);
    expect(orphans.map((pid) => processStart(pid) !== null)).toEqual([false, false, false]);
    expect(goal.journal().find((entry) => entry.event === 'interrupted')).toMatchObject({
      task: 't1',
      attempt: 1,
      reason: 'crash',
    });
    expect(findBrokenPromises(goal)).toEqual([]);
  }, 60_000);

  it('right after the spawn, before the journal knows the process id: the orphan is found and ended all the same', async () => {
    const goal = crashGoal({
      worker_cmd: 'test -f ../second && { echo x > work; exit 0; }; echo $$ >> ../pids; while :; do sleep 1; done',
      verify_cmd: 'true',
      tasks: [{ id: 't1', goal: 'x', reversible: true }],
    });
    await driveToEnd(goal.goalPath, { ...lasting, crashAt: 'worker:spawn:after' });
    while (!goal.exists('pids') || goal.read('pids').trim() === '') await delay(10);
    const orphan = Number(goal.read('pids'));
    expect(goal.events().at(-1)).toBe('dispatch');
    expect(processStart(orphan)).not.toBeNull();
    writeFileSync(join(goal.folder, 'second'), '');
    await finish(goal);
    expect(processStart(orphan)).toBeNull();
    expect(goal.journal().find((entry) => entry.event === 'interrupted')).not.toMatchObject({ processes_ended: 0 });
    expect(findBrokenPromises(goal)).toEqual([]);
  }, 60_000);

  it('by the commit itself, from a hook: the commit is recognised and not made twice', async () => {
    const goal = crashGoal({ verify_cmd: 'true', tasks: [{ id: 't1', goal: 'x', reversible: true }] });
    const driverPid = '$(sed -n \'s/.*"pid":\\([0-9]*\\).*/\\1/p\' ../driver.lock)';
    writeFileSync(
      join(goal.repo, '.git', 'hooks', 'post-commit'),
      `#!/bin/sh\ngit log -1 --format=%s >> ../ledger\nkill -9 ${driverPid}\nsleep 0.3\n`,
    );
    expect((await driveToEnd(goal.goalPath, lasting)).signal).toBe('SIGKILL');
    expect(goal.events().at(-1)).toBe('commit_intent');
    await finish(goal);
    expect(goal.journal().find((entry) => entry.event === 'commit')).toMatchObject({ recovered: true });
    expect(findBrokenPromises(goal)).toEqual([]);
  }, 60_000);
});

describe('what a crash leaves in the journal', () => {
  it('is repaired when the last line is torn: moved aside, logged, and the work goes on', async () => {
    const goal = crashGoal();
    await driveToEnd(goal.goalPath, { ...lasting, crashAt: 'journal:worker_exited:torn' });
    await finish(goal);
    const repaired = goal.journal().find((entry) => entry.event === 'log_repaired');
    expect(repaired?.event === 'log_repaired' && goal.read(repaired.saved_as).length).toBe(
      repaired?.event === 'log_repaired' ? repaired.bytes : -1,
    );
    expect(findBrokenPromises(goal)).toEqual([]);
  }, 60_000);

  it('is refused when the chain does not hold, or is shorter than the goal file knows', async () => {
    const goal = crashGoal();
    await finish(goal);
    const text = goal.read('driver-log.jsonl');
    writeFileSync(goal.journalPath, text.replace('"event":"quarantine"', '"event":"verified"'));
    await expect(goal.run()).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    const lines = text.trim().split('\n');
    writeFileSync(goal.journalPath, `${lines.slice(0, -4).join('\n')}\n`);
    await expect(goal.run()).rejects.toMatchObject({ code: 'JOURNAL_CUT' });
    writeFileSync(goal.journalPath, text);
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked' });
  });

  it('is taken over from an earlier driver that left a task running', async () => {
    const goal = createGoalFolder({ tasks: [{ id: 't1', goal: 'x', status: 'running', attempts: 1 }] });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ code: 'RUNNING_WITHOUT_JOURNAL' }));
    expect(goal.goal().tasks[0]).toMatchObject({ status: 'done', attempts: 2, interrupted: 1 });
  });
});

describe('negative control: the search for broken promises', () => {
  it('finds a second effect, a lost task, a missing record, a repeated attempt and a rewritten journal', async () => {
    const goal = crashGoal();
    await finish(goal);
    expect(findBrokenPromises(goal)).toEqual([]);
    writeFileSync(join(goal.folder, 'ledger'), 'driver: t1\ndriver: t1\n');
    expect(findBrokenPromises(goal)).toEqual(['t1 is done and has 2 effects', 't1 has 1 commits and 2 effects']);
    writeFileSync(join(goal.folder, 'ledger'), 'driver: t1\n');
    const whole = goal.goal();
    goal.writeGoal({ ...whole, tasks: whole.tasks.map((task: object) => ({ ...task, status: 'running' })) });
    expect(findBrokenPromises(goal)).toEqual(expect.arrayContaining(['t1 is running', 't2 is running']));
    goal.writeGoal(whole);
    const text = goal.read('driver-log.jsonl');
    writeFileSync(
      goal.journalPath,
      text.replace('"event":"dispatch","task":"t1","attempt":2', '"event":"dispatch","task":"t1","attempt":1'),
    );
    const found = findBrokenPromises(goal).join('; ');
    expect(found).toMatch(/journal line \d+ was changed/);
    expect(found).toContain('t1 was dispatched as 1, 1');
    expect(found).toMatch(/entry \d+ decided .*"attempt":1.*replayed .*"attempt":2/);
  });
});
