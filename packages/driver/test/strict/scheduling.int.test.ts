import { describe, expect, it } from 'vitest';
import { parseGoal, replayDecisions } from '../../src/index.ts';
import { createStrictGoal, type StrictGoalFolder } from '../strict-goal-folder.ts';

const dispatched = (goal: StrictGoalFolder): string[] =>
  goal.journal().flatMap((entry) => (entry.event === 'dispatch' ? [entry.task] : []));
const task = (id: string, changes: object = {}): object => ({ id, goal: id, reversible: true, ...changes });
const replays = (goal: StrictGoalFolder): void => {
  for (const { recorded, replayed } of replayDecisions(parseGoal(goal.read('goal.json')), goal.journal()))
    expect(JSON.stringify(replayed)).toBe(JSON.stringify(recorded));
};

describe('needs', () => {
  it('start a task only when what it needs has landed, on the tree that holds it', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      concurrency: 3,
      tasks: [
        task('last', { needs: ['left', 'right'] }),
        task('left', { needs: ['first'] }),
        task('right', { needs: ['first'] }),
        task('first'),
      ],
      verify: {
        argv: [
          'sh',
          '-c',
          'test -f "$MACHINIST_TASK_ID.txt" && { test "$MACHINIST_TASK_ID" != last || { test -f left.txt && test -f right.txt && test -f first.txt; }; }',
        ],
      },
    });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 4, runs: 4 });
    expect(dispatched(goal)[0]).toBe('first');
    expect(dispatched(goal).at(-1)).toBe('last');
    expect(goal.git('ls-tree', '--name-only', 'main').trim().split('\n')).toEqual(
      expect.arrayContaining(['first.txt', 'last.txt', 'left.txt', 'right.txt']),
    );
    expect(goal.git('log', '--merges', '--format=%H', 'main')).toBe('');
    replays(goal);
  });

  it('block a task whose need is blocked, all the way down, and the rest goes on', async () => {
    const goal = createStrictGoal({
      max_attempts: 1,
      tasks: [task('bad'), task('child', { needs: ['bad'] }), task('grandchild', { needs: ['child'] }), task('free')],
      verify: { argv: ['sh', '-c', 'test "$MACHINIST_TASK_ID" != bad'] },
    });
    expect(await goal.run()).toMatchObject({ blocked: ['bad', 'child', 'grandchild'], runs: 2 });
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'dependency_blocked', task: 'grandchild', need: 'child', why: 'blocked' }),
    );
  });

  it('in propose mode rest on the proposals of what they need, and say so', async () => {
    const goal = createStrictGoal({
      tasks: [task('a'), task('b'), task('c', { needs: ['a', 'b'] })],
      verify: { argv: ['sh', '-c', 'test "$MACHINIST_TASK_ID" != c || { test -f a.txt && test -f b.txt; }'] },
    });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'workspace_ready', task: 'c', rests_on: ['a', 'b'] }),
    );
    expect(goal.git('ls-tree', '--name-only', 'machinist/test/c')).toContain('a.txt');
    expect(goal.git('ls-tree', '--name-only', 'machinist/test/b')).not.toContain('a.txt');
  });

  it('never let a task land what somebody is still to review', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      tasks: [task('a', { reversible: false }), task('b', { needs: ['a'] })],
    });
    await goal.run();
    expect(goal.commits()).toEqual(['seed', 'init']);
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'verified', task: 'b', autonomy_used: 'propose', why: 'rests on proposals: a' }),
    );
  });
});

describe('tasks side by side', () => {
  it('run at once up to the cap, land one after the other, and what is merged is verified again', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      concurrency: 3,
      tasks: ['a', 'b', 'c'].map((id) => task(id)),
      // Each worker waits until all three have begun: with a cap below three nobody would ever go on.
      worker: {
        argv: [
          'sh',
          '-c',
          'touch ../../../../up-$MACHINIST_TASK_ID; for i in $(seq 3000); do test "$(ls ../../../.. | grep -c ^up-)" = 3 && break; sleep 0.01; done; echo x > "$MACHINIST_TASK_ID.txt"',
        ],
      },
    });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 3, runs: 3 });
    const journal = goal.journal();
    expect(journal.filter(({ event }) => event === 'merged')).toHaveLength(2);
    expect(journal.filter(({ event }) => event === 'verdict')).toHaveLength(5);
    const order = journal.map(({ event }) => event).filter((event) => event === 'commit_intent' || event === 'commit');
    expect(order).toEqual(['commit_intent', 'commit', 'commit_intent', 'commit', 'commit_intent', 'commit']);
    const verifiedTrees = journal.flatMap((entry) => (entry.event === 'verdict' ? [entry.tree] : []));
    for (const { tree } of journal.filter((entry) => entry.event === 'commit')) expect(verifiedTrees).toContain(tree);
    replays(goal);
  });

  it('that change the same lines do not overwrite each other: the later one starts again on what landed', async () => {
    const goal = createStrictGoal(
      {
        mode: 'commit',
        concurrency: 2,
        max_attempts: 2,
        tasks: ['a', 'b'].map((id) => task(id)),
        worker: {
          argv: [
            'sh',
            '-c',
            'touch ../../../../up-$MACHINIST_TASK_ID; for i in $(seq 3000); do test "$(ls ../../../.. | grep -c ^up-)" = 2 && break; sleep 0.01; done; echo "$MACHINIST_TASK_ID" >> list',
          ],
        },
        verify: { argv: ['sh', '-c', 'grep -qx "$MACHINIST_TASK_ID" list'] },
      },
      { files: { list: '' } },
    );
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 2, runs: 3 });
    expect(goal.git('show', 'main:list').trim().split('\n').toSorted()).toEqual(['a', 'b']);
    expect(goal.entry('commit_failed')).toMatchObject({ reason: 'merge_conflict' });
  });

  it('that break each other do not both land, though each alone was verified', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      concurrency: 2,
      max_attempts: 1,
      tasks: ['a', 'b'].map((id) => task(id)),
      worker: {
        argv: [
          'sh',
          '-c',
          'touch ../../../../up-$MACHINIST_TASK_ID; for i in $(seq 3000); do test "$(ls ../../../.. | grep -c ^up-)" = 2 && break; sleep 0.01; done; echo x > "$MACHINIST_TASK_ID.txt"',
        ],
      },
      verify: { argv: ['sh', '-c', 'test "$(ls *.txt | wc -l)" -le 1'] },
    });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked' });
    expect(goal.entry('quarantine')?.reason).toContain('merged tree');
    expect(goal.git('ls-tree', '--name-only', 'main').match(/\.txt/g)).toHaveLength(1);
  });

  it('share a resource only as far as it reaches', async () => {
    const goal = createStrictGoal({
      concurrency: 4,
      resources: { disk: 2 },
      tasks: ['a', 'b', 'c', 'd'].map((id) => task(id, { resource: id < 'c' ? 'database' : 'disk' })),
      worker: { argv: ['sh', '-c', 'sleep 0.1; echo x > "$MACHINIST_TASK_ID.txt"'] },
    });
    await goal.run();
    const open = new Set<string>();
    let most = 0;
    for (const entry of goal.journal()) {
      if (entry.event === 'dispatch' && entry.task < 'c') open.add(entry.task);
      if (entry.event === 'proposed') open.delete(entry.task);
      most = Math.max(most, open.size);
    }
    expect(most).toBe(1);
  });
});

describe('the rules table', () => {
  it.each([
    [['file'], ['a', 'b', 'c']],
    [['priority'], ['b', 'a', 'c']],
    [['unblocks_most'], ['c', 'a', 'b']],
  ])('%j starts the ready tasks in that order', async (order, expected) => {
    const goal = createStrictGoal({
      order,
      tasks: [task('a'), task('b', { priority: 5 }), task('c'), task('d', { needs: ['c'] })],
    });
    await goal.run();
    expect(dispatched(goal).filter((id) => id !== 'd')).toEqual(expected);
  });
});

describe('a worker that ends for a reason that is not the task', () => {
  it('is put off with a pause that grows, and no attempt is lost', async () => {
    const goal = createStrictGoal({
      max_attempts: 1,
      retry: { backoff_seconds: 0.02, max_backoff_seconds: 0.05 },
      worker: {
        argv: [
          'sh',
          '-c',
          'echo x >> ../../../../tries; n=$(wc -l < ../../../../tries); test "$n" = 1 && { echo "429: Rate limit reached" >&2; exit 1; }; test "$n" = 2 && exit 75; echo work > t1.txt',
        ],
      },
    });
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 3 });
    const deferred = goal.journal().flatMap((entry) => (entry.event === 'deferred' ? [entry] : []));
    expect(deferred).toMatchObject([
      { class: 'rate_limit', matched: 'rate limit', deferral: 1 },
      { class: 'infrastructure', matched: 'exit code 75', deferral: 2 },
    ]);
    for (const [index, { wall_ms: at, not_before_wall_ms: until, jitter }] of deferred.entries())
      expect(until - at).toBe(Math.round([20, 40][index]! * (1 + jitter / 1000)));
    replays(goal);
  });

  it('is taken at its word by the table also when it says so and exits 0', async () => {
    const goal = createStrictGoal({
      retry: { backoff_seconds: 0, max_deferrals: 2, rate_limit: { text: ['usage cap'] } },
      worker: { argv: ['sh', '-c', 'echo "You have reached your USAGE CAP."'] },
    });
    expect(await goal.run()).toMatchObject({ blocked: ['t1'], runs: 3 });
    expect(goal.entry('quarantine')?.reason).toBe('put off 2 times (rate_limit: usage cap)');
  });
});
