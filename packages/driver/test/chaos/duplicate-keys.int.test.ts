import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { effectRef } from '../../src/core/idempotency-key.ts';
import { openStrictRepository } from '../../src/strict/strict-repository.ts';
import { driveToEnd, startDriver } from '../driver-process.ts';
import { createGoalFolder, testEnvironment } from '../goal-folder.ts';
import { soaking } from '../soak.ts';
import { createStrictGoal, type StrictGoalFolder } from '../strict-goal-folder.ts';

/** A second deployment of the same goal on the same repository: another folder, another lock, the same keys. */
function twinOf(goal: StrictGoalFolder): StrictGoalFolder {
  return createStrictGoal({ mode: 'commit', repo: goal.repo });
}

const commitsOf = (goal: StrictGoalFolder): number =>
  goal.commits().filter((subject) => subject === 'driver: t1').length;
const effectsOf = (goal: StrictGoalFolder): string[] =>
  goal.git('for-each-ref', '--format=%(refname)', 'refs/machinist').trim().split('\n');

describe('a key that is claimed twice', () => {
  it('has one effect over many races: one claim wins, the others are refused, and the ref moves once', async () => {
    const goal = createGoalFolder();
    const repository = await openStrictRepository({
      cwd: goal.repo,
      env: { ...testEnvironment, PATH: testEnvironment.PATH ?? '' },
    });
    const base = goal.git('rev-parse', 'HEAD').trim();
    const tree = goal.git('rev-parse', 'HEAD^{tree}').trim();
    const contenders = ['a', 'b', 'c'].map((name) => goal.git('commit-tree', tree, '-p', base, '-m', name).trim());
    for (let race = 0; race < (soaking ? 1000 : 25); race += 1) {
      const target = `refs/heads/race-${race}`;
      goal.git('update-ref', target, base);
      const moves = contenders.map((commit) =>
        repository.moveRefs(
          [
            { ref: target, from: base, to: commit },
            { ref: effectRef(String(race)), from: null, to: commit },
          ],
          'race',
        ),
      );
      const results = await Promise.all(moves);
      const winner = contenders[results.findIndex(({ ok }) => ok)];
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(repository.readRef(target)).toBe(winner);
      expect(repository.readRef(effectRef(String(race)))).toBe(winner);
    }
  });

  it('by two deployments at once lands once; the loser is told whose it is', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    const twin = twinOf(goal);
    const [first, second] = await Promise.all([driveToEnd(goal.goalPath), driveToEnd(twin.goalPath)]);
    expect(new Set([first.exit, second.exit])).toEqual(new Set([0, 3]));
    expect(commitsOf(goal)).toBe(1);
    expect(effectsOf(goal)).toHaveLength(1);
    const loser = first.exit === 3 ? goal : twin;
    expect(loser.entry('effect_rejected')).toMatchObject({ holder: goal.git('rev-parse', 'main').trim() });
  });

  it('by an owner that was stopped in its last moment and then goes on lands once', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    const owner = startDriver(goal.goalPath, { durability: 'process', stopAt: 'commit:before' });
    while (!goal.exists('goal.drive/driver-log.jsonl') || !goal.events().includes('commit_intent')) await delay(10);
    while (!isStopped(owner.pid)) await delay(10);
    const twin = twinOf(goal);
    expect(await twin.run()).toMatchObject({ kind: 'complete' });
    const landed = goal.git('rev-parse', 'main').trim();
    owner.kill('SIGCONT');
    expect((await owner.ended).exit).toBe(3);
    expect(goal.git('rev-parse', 'main').trim()).toBe(landed);
    expect(commitsOf(goal)).toBe(1);
    expect(goal.entry('effect_rejected')).toMatchObject({ holder: landed });
  });

  it('lands twice where only the journal remembers it: what these tests look for is there to be found', async () => {
    const goal = createStrictGoal({ mode: 'commit', worker: { argv: ['sh', '-c', 'date +%N >> t1.txt'] } });
    await goal.run();
    goal.git('update-ref', '-d', effectsOf(goal)[0] ?? '');
    const twin = createStrictGoal({
      mode: 'commit',
      repo: goal.repo,
      worker: { argv: ['sh', '-c', 'date +%N >> t1.txt'] },
    });
    await twin.run();
    expect(commitsOf(goal)).toBe(2);
  });
});

function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
