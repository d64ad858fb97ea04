import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { driveToEnd, startDriver } from '../driver-process.ts';
import { soaking } from '../soak.ts';
import { createStrictGoal, type StrictGoalFolder } from '../strict-goal-folder.ts';
import { findStrictPromisesBroken } from './strict-promises.ts';

const lasting = { durability: 'process' };

/** The first task fails its first check and lands at the second; the other is never right, so it ends blocked. */
const tasks = [
  { id: 't1', goal: 'lands', reversible: true },
  { id: 't2', goal: 'never passes', reversible: true, needs: ['t1'] },
];

function crashGoal(changes: object = {}): StrictGoalFolder {
  return createStrictGoal({
    mode: 'commit',
    max_attempts: 2,
    worker: { argv: ['sh', '-c', 'echo "$MACHINIST_ATTEMPT" > "$MACHINIST_TASK_ID.txt"'] },
    verify: {
      argv: [
        'sh',
        '-c',
        'test "$MACHINIST_TASK_ID" = t1 && echo x >> ../../../../../checks && test "$(wc -l < ../../../../../checks)" -ge 2',
      ],
    },
    tasks,
    ...changes,
  });
}

describe('kill -9 of a strict goal', () => {
  it('at every boundary between journal and effect loses nothing and doubles nothing', async () => {
    const rehearsal = crashGoal();
    const list = join(rehearsal.folder, 'boundaries');
    expect((await driveToEnd(rehearsal.goalPath, { ...lasting, boundaries: list })).exit).toBe(3);
    expect(findStrictPromisesBroken(rehearsal)).toEqual([]);
    const passed = [...new Set(rehearsal.read('boundaries').trim().split('\n'))];
    // Half a line is the same to a restart whatever the line was about.
    const points = passed.filter((point, index) => !point.endsWith(':torn') || index % 4 === 0);
    expect(points.length).toBeGreaterThanOrEqual(50);
    const broken: Record<string, string[]> = {};
    await inPairs(points, async (crashAt) => {
      const goal = crashGoal();
      const killed = await driveToEnd(goal.goalPath, { ...lasting, crashAt });
      const problems = killed.signal === 'SIGKILL' ? [] : [`was not killed (exit ${killed.exit})`];
      await goal.run();
      problems.push(...findStrictPromisesBroken(goal));
      if (problems.length > 0) broken[crashAt] = problems;
    });
    expect(broken).toEqual({});
  }, 1_200_000);

  it('at random moments with tasks side by side loses nothing and doubles nothing', async () => {
    const goal = crashGoal({
      concurrency: 3,
      worker: { argv: ['sh', '-c', 'sleep 0.02; echo "$MACHINIST_TASK_ID" > "$MACHINIST_TASK_ID.txt"'] },
      verify: { argv: ['sh', '-c', 'test -f "$MACHINIST_TASK_ID.txt"'] },
      tasks: Array.from({ length: soaking ? 60 : 9 }, (_, index) => ({ id: `t${index}`, goal: 'x', reversible: true })),
    });
    const seed = Math.floor(Math.random() * 2 ** 31);
    let random = seed;
    for (let kills = 0; kills < (soaking ? 100 : 12); kills += 1) {
      const driver = startDriver(goal.goalPath, lasting);
      await driver.waitFor('driver up');
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      await delay(random % 200);
      driver.kill('SIGKILL');
      if ((await driver.ended).signal !== 'SIGKILL') break;
    }
    await goal.run();
    expect({ seed, broken: findStrictPromisesBroken(goal) }).toEqual({ seed, broken: [] });
  }, 1_200_000);

  it('is not hidden by these checks: an effect that is missing, doubled or unaccounted for is found', async () => {
    const goal = crashGoal();
    await goal.run();
    goal.git('update-ref', 'refs/heads/main', 'main~1');
    expect(findStrictPromisesBroken(goal)).toContain('t1 is done and has 0 commits');
    const cut = crashGoal();
    await cut.run();
    const lines = cut.read('goal.drive/driver-log.jsonl').split('\n');
    writeFileSync(cut.journalPath, lines.toSpliced(3, 1).join('\n'));
    expect(findStrictPromisesBroken(cut).join()).toContain('does not follow the line before it');
  });
});

async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([lane(), lane()]);
}
