import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { requestOverride } from '../../src/index.ts';
import { createGoalFolder, ratified, type GoalFolder } from '../goal-folder.ts';

// Real processes: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const worker = 'date +%N > f; touch ../here; while [ ! -e ../go ]; do sleep 0.02; done';
const irreversible = { mode: 'commit', contract: ratified, worker_cmd: worker, tasks: [{ id: 't1', goal: 'one' }] };
const reversible = { ...irreversible, tasks: [{ id: 't1', goal: 'one', reversible: true }] };

const go = (goal: GoalFolder): void => writeFileSync(join(goal.folder, 'go'), '');
const approve = (goal: GoalFolder, validForSeconds: number): Promise<unknown> =>
  requestOverride(goal.goalPath, { command: 'approve', task: 't1', validForSeconds }, { actor: 'ann' });
const entry = (goal: GoalFolder, event: string): unknown => goal.journal().find((each) => each.event === event);

/** The whole process stands still before it would commit, as on a host that went to sleep. */
function sleepOnceVerified(boundary: string): void {
  if (boundary === 'journal:verified:after') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3100);
}

describe('an irreversible task', () => {
  it('lands with an unexpired approval, whose receipt the gate names', async () => {
    const goal = createGoalFolder(irreversible);
    await approve(goal, 600);
    go(goal);
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['driver: t1', 'init']);
    expect(entry(goal, 'gate_allowed')).toMatchObject({
      reversible: false,
      human_gate: expect.stringMatching(/^[0-9a-f]{64}$/),
      required: 1,
    });
  });

  it('does not land without one: the gate asks for a person', async () => {
    const goal = createGoalFolder(irreversible);
    go(goal);
    await goal.run();
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'gate_escalated')).toMatchObject({ human_gate: null });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert', kind: 'approval' }));
  });

  it('does not land with one that expired while the worker ran', async () => {
    const goal = createGoalFolder(irreversible);
    const run = goal.run();
    while (!goal.exists('here')) await delay(5);
    await approve(goal, 1);
    await delay(1100);
    go(goal);
    await run;
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'gate_escalated')).toMatchObject({ human_gate: null });
  });

  it('does not land with one that expires between the gate and the commit', async () => {
    const goal = createGoalFolder(irreversible);
    go(goal);
    await approve(goal, 3);
    await goal.run({ probe: sleepOnceVerified });
    expect(entry(goal, 'gate_allowed')).toMatchObject({ reversible: false });
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'commit_denied')).toBeDefined();
  });

  it('does not land with the approval of a task that asked for something else', async () => {
    const goal = createGoalFolder(irreversible);
    await approve(goal, 600);
    goal.writeGoal({ ...goal.goal(), tasks: [{ id: 't1', goal: 'one, and drop the tables' }] });
    go(goal);
    await goal.run();
    expect(goal.commits()).toEqual(['init']);
  });
});

describe('a contract that is revoked while the worker runs', () => {
  it('lets nothing land any more, over restarts too, and the revocation is on record', async () => {
    const goal = createGoalFolder(reversible);
    const run = goal.run();
    while (!goal.exists('here')) await delay(5);
    await requestOverride(goal.goalPath, { command: 'revoke' }, { actor: 'ann', reason: 'wrong branch' });
    go(goal);
    await run;
    expect(entry(goal, 'commit_denied')).toMatchObject({ reason: 'contract_revoked' });
    expect(entry(goal, 'contract_revoked')).toMatchObject({ actor: 'ann', why: 'wrong branch' });
    goal.writeGoal({ ...goal.goal(), tasks: [{ id: 't2', goal: 'two', reversible: true }] });
    await goal.run();
    expect(goal.commits()).toEqual(['init']);
  });

  it('is what stops it: unrevoked, the same goal lands', async () => {
    const goal = createGoalFolder(reversible);
    go(goal);
    await goal.run();
    expect(goal.commits()).toEqual(['driver: t1', 'init']);
  });
});
