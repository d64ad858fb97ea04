import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGoal } from '../../src/index.ts';
import { recordDigest } from '../../src/verify-log.ts';
import { council, createStrictGoal } from '../strict-goal-folder.ts';
import { portsOf } from '../test-signer.ts';

describe('a strict goal', () => {
  it('leaves verified work as branch and patch, and moves nothing else, in propose mode', async () => {
    const goal = createStrictGoal();
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.commits()).toEqual(['seed', 'init']);
    expect(goal.git('show', 'machinist/test/t1:t1.txt')).toBe('work\n');
    expect(goal.read('goal.drive/proposals/t1.patch')).toContain('+work');
    expect(goal.entry('verified')).toMatchObject({ autonomy_used: 'propose', why: 'operator asked propose' });
    expect(goal.git('status', '--porcelain')).toBe('');
  });

  it('lands exactly the verified tree on the target, by compare-and-swap, under a ratified contract', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    const base = goal.git('rev-parse', 'main').trim();
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.commits()).toEqual(['driver: t1', 'seed', 'init']);
    const [commit, tree] = goal.git('rev-parse', 'main', 'main^{tree}').trim().split('\n');
    expect(goal.entry('commit')).toMatchObject({ commit, tree });
    expect(goal.entry('verdict')).toMatchObject({ tree, passes: 1, flaky: false });
    expect(goal.entry('gate_allowed')).toMatchObject({ rollback_ref: base, required: 1 });
    expect(goal.git('status', '--porcelain')).toBe('');
    expect(goal.read('repo/t1.txt')).toBe('work\n');
  });

  it('is never written by the driver', async () => {
    const goal = createStrictGoal();
    const before = goal.read('goal.json');
    await goal.run();
    expect(goal.read('goal.json')).toBe(before);
    expect(JSON.parse(goal.read('goal.drive/state.json'))).toMatchObject({ tasks: [{ id: 't1', status: 'done' }] });
  });

  it('never takes what a person has lying in the checkout, and leaves it there', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    writeFileSync(join(goal.repo, '.env'), 'KEY=1');
    writeFileSync(join(goal.repo, 'wip.txt'), 'mine');
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.git('show', '--name-only', '--format=', 'main').trim()).toBe('t1.txt');
    expect(goal.read('repo/wip.txt')).toBe('mine');
    expect(goal.git('status', '--porcelain').trim().split('\n')).toEqual(['?? .env', '?? wip.txt']);
  });

  it('says so when the checkout cannot follow the branch because a person changed the same file', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    writeFileSync(join(goal.repo, 't1.txt'), 'mine');
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'warning', code: 'CHECKOUT_STALE' }));
    expect(goal.read('repo/t1.txt')).toBe('mine');
    expect(goal.git('show', 'main:t1.txt')).toBe('work\n');
  });

  it('keeps the state of two goals in one folder apart', async () => {
    const goal = createStrictGoal();
    await goal.run();
    const other = join(goal.folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...goal.goal(), id: 'other' }));
    expect(await goal.run({ goalPath: other })).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
    expect(goal.exists('other.drive/driver-log.jsonl')).toBe(true);
    expect(await goal.run()).toEqual({ kind: 'complete', tasks: 1, runs: 1 });
  });

  it('binds each record to commit, tree, attempt, contract and deployment, and to the record before it', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      signing: { key: 'key', subject: 'did:web:example.com:driver', principal: 'did:web:example.com' },
      tasks: [
        { id: 't1', goal: 'one', reversible: true },
        { id: 't2', goal: 'two', reversible: true },
      ],
    });
    writeFileSync(join(goal.folder, 'key'), '');
    await goal.run({ ports: portsOf(council) });
    const [commit, tree] = goal.git('rev-parse', 'main~1', 'main~1^{tree}').trim().split('\n');
    const first = JSON.parse(goal.read('goal.drive/aar/t1.json'));
    const { contractSha256 } = parseGoal(goal.read('goal.json'));
    const deployment = goal.entry('driver_up')?.deployment_id;
    for (const part of [commit, tree, 'attempt 1', contractSha256, deployment]) expect(first.reason).toContain(part);
    const second = JSON.parse(goal.read('goal.drive/aar/t2.json'));
    expect([first.prior, second.prior]).toEqual([undefined, recordDigest(first)]);
  });

  it('puts deployment, scope and the key of the effect on every receipt, and each step a task takes', async () => {
    const goal = createStrictGoal({ mode: 'commit' });
    await goal.run();
    await goal.run();
    const journal = goal.journal();
    expect(new Set(journal.map((entry) => entry.deployment_id)).size).toBe(1);
    expect(new Set(journal.map((entry) => entry.scope_id))).toEqual(new Set(['test']));
    const ofTask = journal.filter((entry) => 'task' in entry && entry.task === 't1' && entry.event !== 'alert');
    expect(new Set(ofTask.map((entry) => entry.idempotency_key)).size).toBe(1);
    const steps = journal.flatMap(({ prev, next }) => (prev === undefined ? [] : [`${prev} ${next}`]));
    expect(steps).toEqual(['pending running', 'running done']);
  });
});
