import { describe, expect, it } from 'vitest';
import {
  council,
  createPerson,
  createStrictGoal,
  planner,
  strictContract,
  type StrictGoalFolder,
} from '../strict-goal-folder.ts';

const unratified = (changes: object = {}): StrictGoalFolder =>
  createStrictGoal({ mode: 'commit', ...changes }, { ratify: false });
const stranger = createPerson('stranger');

describe('a contract', () => {
  it.each<[string, string, (goal: StrictGoalFolder) => void]>([
    ['by nobody', 'contract_not_ratified', () => undefined],
    ['by a key that may not', 'contract_not_ratified', (goal) => goal.ratify(stranger)],
    [
      'under the name of the council by another key',
      'contract_not_ratified',
      (goal) => goal.ratify({ ...stranger, id: 'council' }),
    ],
    [
      'until a moment that is past',
      'contract_expired',
      (goal) => goal.ratify(council, { expires: '2020-01-01T00:00:00Z' }),
    ],
    ['for another task', 'task_not_ratified', (goal) => goal.ratify(council, { scope: { tasks: ['t2'] } })],
    ['for another goal', 'contract_not_ratified', (goal) => goal.ratify(council, { goal_id: 'other' })],
    ['and then taken back', 'contract_revoked', (goal) => goal.revoke(goal.ratify())],
    ['and then changed', 'contract_not_ratified', (goal) => [goal.ratify(), goal.edit({ goal: 'more than that' })]],
    [
      'in a future that has not come',
      'contract_not_ratified',
      (goal) => goal.ratify(council, { issued: '2100-01-01T00:00:00Z' }),
    ],
  ])('ratified %s lets nothing land: denied aloud, told at the start too', async (_how, reason, ratify) => {
    const goal = unratified();
    ratify(goal);
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['seed', 'init']);
    expect(goal.entry('commit_denied')).toMatchObject({ reason });
    const alerts = goal.journal().filter((entry) => entry.event === 'alert');
    expect(alerts.map(({ kind }) => kind)).toContain('commit');
  });

  it('ratified by its proposer, listed as a ratifier under another name, is not ratified', async () => {
    const ratifiers = [...strictContract.ratifiers, { id: 'alias', public_key: planner.publicKey }];
    const goal = unratified({ contract: { ...strictContract, ratifiers } });
    goal.ratify({ ...planner, id: 'alias' });
    await goal.run();
    expect(goal.entry('commit_denied')).toMatchObject({ reason: 'contract_ratified_by_proposer' });
  });

  it('without a proposer cannot be ratified by somebody else than the proposer', async () => {
    const goal = unratified({ contract: { ...strictContract, proposed_by: undefined } });
    goal.ratify();
    await goal.run();
    expect(goal.entry('commit_denied')).toMatchObject({ reason: 'contract_ratified_by_proposer' });
  });

  it('ratified by somebody the operator does not trust is not ratified, whatever the goal file lists', async () => {
    const goal = unratified();
    goal.ratify();
    await goal.run({ ratifiers: [{ id: stranger.id, publicKey: stranger.publicKey }] });
    expect(goal.entry('commit_denied')).toMatchObject({ reason: 'contract_not_ratified' });
  });

  it('revoked, or changed, while the worker runs lets nothing land', async () => {
    for (const how of ['revoke', 'edit'] as const) {
      const goal = unratified();
      const ratification = goal.ratify();
      let done = false;
      await goal.run({
        onEvent: ({ event }) => {
          if (event !== 'worker_exited' || done) return;
          done = true;
          if (how === 'revoke') goal.revoke(ratification);
          else goal.edit({ max_attempts: 9 });
        },
      });
      expect(goal.entry('commit_denied')).toMatchObject({
        reason: how === 'revoke' ? 'contract_revoked' : 'contract_changed',
      });
      expect(goal.commits()).toEqual(['seed', 'init']);
    }
  });

  it('revoked by a stranger stays ratified, and a receipt names who ratified it', async () => {
    const goal = unratified();
    goal.revoke(goal.ratify(), stranger);
    await goal.run();
    expect(goal.entry('contract_ratified')).toMatchObject({ actor: 'council', proposed_by: 'planner' });
    expect(goal.commits()).toEqual(['driver: t1', 'seed', 'init']);
  });
});
