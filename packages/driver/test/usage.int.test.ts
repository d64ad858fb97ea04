import { describe, expect, it } from 'vitest';
import { startDriver } from './driver-process.ts';
import { createGoalFolder } from './goal-folder.ts';

const report = (tokens: number, cost: number): string =>
  `echo '{"formatVersion":1,"input_tokens":${tokens},"output_tokens":0,"cost_usd":${cost}}' >> "$MACHINIST_USAGE_FILE"`;
const three = [1, 2, 3].map((number) => ({ id: `t${number}`, goal: 'x' }));

describe('caps on what workers report', () => {
  it.each([
    ['max_tokens', { max_tokens: 150 }],
    ['max_cost_usd', { max_cost_usd: 0.02 }],
  ])('halt before the next run once %s is reached, and again after a restart', async (limit, budget) => {
    const goal = createGoalFolder({ worker_cmd: report(100, 0.0125), budget, tasks: three });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit, runs: 2, pending: ['t3'] });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit, runs: 2 });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert', kind: 'budget' }));
  });

  it('are no reason to halt while there is room', async () => {
    const goal = createGoalFolder({ worker_cmd: report(100, 0.0125), budget: { max_tokens: 301 }, tasks: three });
    expect(await goal.run()).toMatchObject({ kind: 'complete', runs: 3 });
  });

  it('keep what was reported when the driver is killed in the middle of a worker', async () => {
    const worker = `${report(100, 0)}; touch ../here; sleep 300`;
    const goal = createGoalFolder({ worker_cmd: worker, budget: { max_tokens: 150 } });
    for (let kill = 0; kill < 2; kill += 1) {
      const driver = startDriver(goal.goalPath);
      await driver.waitFor(`-> t1 (attempt ${kill + 1})`);
      while (!goal.exists(`attempts/t1/${kill + 1}/usage.jsonl`))
        await new Promise((resolve) => setTimeout(resolve, 10));
      driver.kill('SIGKILL');
      await driver.ended;
    }
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit: 'max_tokens', runs: 2 });
  });

  it('block the one task that used up its own share and let the others go on', async () => {
    const worker = `case $MACHINIST_TASK_ID in t1) ${report(100, 0)} ;; *) ${report(1, 0)} ;; esac`;
    const goal = createGoalFolder({
      worker_cmd: worker,
      verify_cmd: 'test $MACHINIST_TASK_ID != t1',
      max_attempts: 9,
      budget: { per_task: { max_tokens: 150 } },
      tasks: three,
    });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', runs: 4, blocked: ['t1'] });
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'quarantine', reason: 'budget: per_task.max_tokens=150 used up' }),
    );
  });

  it("end a task's worker in the middle at the task's own wall time", async () => {
    const goal = createGoalFolder({ worker_cmd: 'sleep 300', budget: { per_task: { max_wall_seconds: 0.4 } } });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', blocked: ['t1'] });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'worker_exited', stopped: 'budget' }));
  });

  it.each([
    ['none', 'true', 'wrote no usage report'],
    ['no JSON', 'echo "$(head -c 300 /dev/urandom | tr -d "\\0")" > "$MACHINIST_USAGE_FILE"', 'is not a usage report'],
    ['negative numbers', report(-5, 0), 'is not a usage report'],
    [
      'an unknown key',
      'echo \'{"formatVersion":1,"input_tokens":1,"output_tokens":1,"x":1}\' > "$MACHINIST_USAGE_FILE"',
      'is not a usage report',
    ],
    ['a link to another file', 'ln -s /etc/passwd "$MACHINIST_USAGE_FILE"', 'not a readable file'],
    ['a pipe', 'mkfifo "$MACHINIST_USAGE_FILE"', 'not a regular file'],
    ['far too much', 'head -c 2000000 /dev/zero > "$MACHINIST_USAGE_FILE"', 'bytes'],
  ])('cannot be passed by a report that is %s', async (_what, worker, problem) => {
    const goal = createGoalFolder({ worker_cmd: worker, budget: { max_tokens: 1000 }, tasks: three });
    expect(await goal.run()).toMatchObject({ kind: 'budget-halt', limit: 'unreported_usage', runs: 1 });
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'usage', tokens: 0, problem: expect.stringContaining(problem) }),
    );
  });

  it('let such reports pass only when the goal says so, and never ask for them without a cap', async () => {
    const ignoring = createGoalFolder({ budget: { max_tokens: 1000, unreported_usage: 'ignore' }, tasks: three });
    expect(await ignoring.run()).toMatchObject({ kind: 'complete', runs: 3 });
    const without = createGoalFolder({ tasks: three });
    expect(await without.run()).toMatchObject({ kind: 'complete', runs: 3 });
    expect(without.events()).not.toContain('usage');
  });
});
