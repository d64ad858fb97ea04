import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGoalFolder, ratified, testEnvironment, type GoalFolder } from './goal-folder.ts';

function commitGoal(changes: object = {}, task: object = {}): GoalFolder {
  return createGoalFolder({
    mode: 'commit',
    contract: ratified,
    worker_cmd: 'echo work > work.txt',
    tasks: [{ id: 't1', goal: 'x', reversible: true, ...task }],
    ...changes,
  });
}
const wait = (file: string): string => `for i in $(seq 3000); do test -f ../${file} && break; sleep 0.01; done`;
const entry = (goal: GoalFolder, event: string): object | undefined =>
  goal.journal().find((candidate) => candidate.event === event);

describe('a commit', () => {
  it('happens once for a verified, reversible task under a ratified contract, and the journal has the id git gave', async () => {
    const goal = commitGoal();
    const base = goal.git('rev-parse', 'HEAD').trim();
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['driver: t1', 'init']);
    const [commit, tree] = goal.git('rev-parse', 'HEAD', 'HEAD^{tree}').trim().split('\n');
    expect(entry(goal, 'commit')).toMatchObject({ commit, tree, recovered: false });
    expect(entry(goal, 'gate_allowed')).toMatchObject({ rollback_ref: base, required: 1, ceiling: 1, trust: 1 });
    expect(goal.git('status', '--porcelain')).toBe('');
    const order = goal.events();
    expect(order.indexOf('commit_intent')).toBeLessThan(order.indexOf('commit'));
  });

  it('holds what was there before the worker too, as the earlier driver does, and says so', async () => {
    const goal = commitGoal({ worker_cmd: 'true' });
    writeFileSync(join(goal.repo, 'change.txt'), 'work');
    await goal.run();
    expect(goal.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('change.txt');
    expect(entry(goal, 'warning')).toMatchObject({ code: 'IN_PLACE_COMMIT' });
  });

  it('holds what the verifier was shown, not what the verifier leaves behind', async () => {
    const goal = commitGoal({ worker_cmd: 'echo good > f', verify_cmd: 'echo trace > coverage.txt; grep -q good f' });
    await goal.run();
    expect(goal.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('f');
  });

  it('holds what the verifier was shown, even when a process that no search finds changes it after the check', async () => {
    const goal = commitGoal({
      worker_cmd: `echo good > f; env -i PATH="$PATH" setsid sh -c '${wait('checked')}; echo evil > f; touch ../changed' >/dev/null 2>&1 &`,
      verify_cmd: `grep -q good f && touch ../checked && ${wait('changed')}`,
    });
    await goal.run();
    expect(goal.read('repo/f')).toBe('evil\n');
    expect(goal.git('show', 'HEAD:f')).toBe('good\n');
  });

  it('waits for no process the worker left: those that can be found are ended before the check', async () => {
    const goal = commitGoal({
      worker_cmd: 'setsid sleep 300 & sleep 300 & echo good > f',
      verify_cmd: 'grep -q good f',
    });
    await goal.run();
    expect(entry(goal, 'worker_exited')).toMatchObject({ exit: 0, survivors_killed: 2 });
    expect(goal.commits()).toEqual(['driver: t1', 'init']);
  });

  it("never holds the driver's own files when the goal lives in the repository", async () => {
    const goal = commitGoal();
    const inside = join(goal.repo, 'goal.json');
    writeFileSync(inside, JSON.stringify({ ...goal.goal(), repo: '.' }));
    await goal.run({ goalPath: inside });
    expect(goal.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('work.txt');
  });

  it('warns about files that usually hold secrets', async () => {
    const goal = commitGoal({ worker_cmd: 'echo KEY=1 > .env' });
    await goal.run();
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ code: 'SECRETS_IN_COMMIT', message: expect.stringContaining('.env') }),
    );
  });

  it('says that a hook changed the tree after it was verified', async () => {
    const goal = commitGoal();
    installHook(goal, 'pre-commit', 'echo formatted > work.txt; git add work.txt');
    await goal.run();
    expect(goal.journal()).toContainEqual(expect.objectContaining({ code: 'COMMIT_TREE_DIFFERS' }));
    expect(entry(goal, 'commit')).toMatchObject({ tree: goal.git('rev-parse', 'HEAD^{tree}').trim() });
  });
});

describe('no commit', () => {
  it.each<[string, object, object, string]>([
    ['in propose mode', { mode: 'propose' }, {}, 'operator asked propose'],
    ['without a contract', { contract: undefined }, {}, 'ceiling forbids'],
    ['under ceiling 0', { contract: { ...ratified, autonomy_ceiling: 0 } }, {}, 'ceiling forbids'],
    ['for a task that does not say it is reversible', {}, { reversible: undefined }, 'irreversible action'],
  ])('happens %s: the work is left as a proposal, which is no refusal', async (_when, changes, task, why) => {
    const goal = commitGoal(changes, task);
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['init']);
    expect(goal.read('repo/work.txt')).toBe('work\n');
    expect(entry(goal, 'verified')).toMatchObject({ autonomy_used: 'propose', why: expect.stringContaining(why) });
    expect(goal.events()).not.toContain('commit_denied');
  });

  it.each<[string, object]>([
    ['ratified by its proposer', { ...ratified, ratified_by: 'planner' }],
    ['ratified by its proposer in other letters', { ...ratified, ratified_by: 'Planner ' }],
    ['ratified by nobody', { ...ratified, ratified_by: undefined }],
  ])('happens under a contract %s: denied aloud, with the work left in place', async (_how, contract) => {
    const goal = commitGoal({ contract });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'commit_denied')).toMatchObject({ reason: 'contract_not_ratified' });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert', kind: 'commit' }));
  });

  it('happens when there is no commit to return to, whatever the task declares', async () => {
    const goal = commitGoal();
    goal.git('update-ref', '-d', 'HEAD');
    await goal.run();
    expect(entry(goal, 'gate_escalated')).toMatchObject({
      reversible: false,
      why: expect.stringContaining('no commit to return to'),
    });
    expect(goal.events()).not.toContain('commit');
  });

  it('happens when the worker rewrote the history away that the task was to return to', async () => {
    const goal = commitGoal({
      worker_cmd: 'echo x > f; git checkout -q --orphan new && git commit -q --allow-empty -m rewritten',
    });
    await goal.run();
    expect(entry(goal, 'gate_escalated')).toMatchObject({ reversible: false });
    expect(goal.journal()).toContainEqual(expect.objectContaining({ code: 'HEAD_MOVED' }));
  });

  it('happens after the operator turned to propose, or revoked the contract, while the worker ran', async () => {
    const lowered = commitGoal({ worker_cmd: 'echo w > w; sed -i \'s/"commit"/"propose"/\' ../goal.json' });
    await lowered.run();
    expect(lowered.commits()).toEqual(['init']);
    expect(entry(lowered, 'commit_denied')).toMatchObject({ reason: 'autonomy_lowered' });
    const revoked = commitGoal({ worker_cmd: 'echo w > w; sed -i \'s/"council"/"planner"/\' ../goal.json' });
    await revoked.run();
    expect(entry(revoked, 'commit_denied')).toMatchObject({ reason: 'contract_revoked' });
  });

  it('happens to a diff that touches what the contract declares immutable', async () => {
    const goal = commitGoal({
      contract: { ...ratified, immutable: ['test.sh'] },
      worker_cmd: 'echo true > test.sh',
      verify_cmd: 'sh test.sh',
    });
    await goal.run();
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'commit_denied')).toMatchObject({ reason: 'immutable_touched: test.sh' });
  });

  it('is claimed for an empty diff: verified, nothing to commit', async () => {
    const goal = commitGoal({ worker_cmd: 'exit 127' });
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'commit_skipped')).toMatchObject({ reason: 'empty_diff' });
  });

  it('is claimed when a hook refuses: the task is tried again and then blocked, with what git said', async () => {
    const goal = commitGoal({ max_attempts: 2 });
    installHook(goal, 'pre-commit', 'echo "lint: no" >&2; exit 1');
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', runs: 2 });
    expect(goal.commits()).toEqual(['init']);
    expect(entry(goal, 'commit_failed')).toMatchObject({
      reason: 'git_commit',
      detail: expect.stringContaining('lint: no'),
    });
    expect(goal.goal().tasks[0]).toMatchObject({ status: 'blocked', reason: 'commit failed (git_commit) 2x' });
  });

  it('is claimed without git or a repository, where another attempt would not help', async () => {
    const contract = { ...ratified, autonomy_ceiling: 2, irreversible_min_trust: 2 };
    const plain = createGoalFolder({ mode: 'commit', contract, worker_cmd: 'echo x > f' }, { git: false });
    expect(
      await plain.run({ environment: { ...testEnvironment, GIT_CEILING_DIRECTORIES: plain.folder } }),
    ).toMatchObject({ runs: 1, blocked: ['t1'] });
    expect(entry(plain, 'commit_failed')).toMatchObject({ reason: 'not_a_repository', retryable: false });
    const bin = join(plain.folder, 'bin');
    mkdirSync(bin);
    const missing = createGoalFolder({ mode: 'commit', contract, worker_cmd: 'echo x > f' }, { git: false });
    expect(await missing.run({ environment: { PATH: bin } })).toMatchObject({ runs: 1, blocked: ['t1'] });
    expect(entry(missing, 'commit_failed')).toMatchObject({ reason: 'git_missing', retryable: false });
  });
});

describe("a worker's own commit", () => {
  it('is noticed and said', async () => {
    const goal = commitGoal({ mode: 'propose', worker_cmd: 'git commit -q --allow-empty -m mine' });
    await goal.run();
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'warning', code: 'HEAD_MOVED' }));
  });
});

function installHook(goal: GoalFolder, name: string, script: string): void {
  const path = join(goal.repo, '.git', 'hooks', name);
  mkdirSync(join(goal.repo, '.git', 'hooks'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
