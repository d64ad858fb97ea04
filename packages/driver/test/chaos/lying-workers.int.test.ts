import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGoalFolder, ratified } from '../goal-folder.ts';
import { createStrictGoal, seedRepository, type StrictGoalFolder } from '../strict-goal-folder.ts';

/** What `app` must say is checked by a file of the repository. */
const files = { app: 'bad\n', 'check.sh': 'grep -qx good app\n' };
const strictLiar = (script: string, changes: object = {}): StrictGoalFolder =>
  createStrictGoal({ mode: 'commit', max_attempts: 1, worker: { argv: ['sh', '-c', script] }, ...changes }, { files });

/** Every way in which a worker can claim what is not so, and the words with which the driver says it is not taken in. */
const liars: readonly (readonly [string, string, string])[] = [
  ['says it succeeded and did something else', 'echo "all tests pass"; echo worse > app', 'verify failed'],
  ['rewrites the verifier', 'echo true > check.sh; echo worse > app', 'work refused (immutable_touched)'],
  [
    'replaces the verifier by a link',
    'ln -sf /bin/true check.sh; echo worse > app',
    'work refused (immutable_touched)',
  ],
  ['hands back nothing', 'echo "nothing to do"', 'work refused (empty_diff)'],
  [
    'commits by itself, under the name of a driver',
    'echo worse > app; git -c user.name=d -c user.email=d@d commit -qam "driver: t1"',
    'verify failed',
  ],
  [
    'hands over a repository instead of files',
    'git init -q sub; git -C sub -c user.name=d -c user.email=d@d commit -q --allow-empty -m x; echo good > app',
    'work refused (repository_inside)',
  ],
  ['brings a credential along', 'echo good > app; echo "-----BEGIN PRIVATE KEY-----" > notes', 'work refused (secret)'],
];

describe('a worker that', () => {
  it.each(liars)('%s moves no ref, and its task ends blocked with the reason', async (_what, script, reason) => {
    const goal = strictLiar(script);
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', blocked: ['t1'] });
    expect(goal.commits()).toEqual(['seed', 'init']);
    expect(goal.git('for-each-ref', '--format=%(refname)').trim()).toBe('refs/heads/main');
    expect(goal.entry('quarantine')?.reason).toContain(reason);
    expect(goal.events()).not.toContain('verified');
  });

  it('leaves a process behind that changes the work after it was verified changes nothing of what lands', async () => {
    const goal = strictLiar(
      `echo good > app; env -i PATH="$PATH" setsid sh -c 'for i in $(seq 2000); do echo evil > app; sleep 0.005; test -f ../../../../stop && exit; done' >/dev/null 2>&1 & sleep 0.001; echo good > app`,
      { verify: { argv: ['sh', 'check.sh'], runs: 3 }, max_attempts: 1 },
    );
    await goal.run();
    writeFileSync(join(goal.state, 'stop'), '');
    const landed = goal.events().includes('commit');
    expect(goal.git('show', 'main:app')).toBe(landed ? 'good\n' : 'bad\n');
    expect(goal.entry('verdict')?.flaky).not.toBe(true);
  });

  it('needs the leftovers of its first attempt is not helped by them', async () => {
    const goal = createStrictGoal(
      {
        mode: 'commit',
        max_attempts: 2,
        worker: { argv: ['sh', '-c', 'test -f a && echo > b; echo > a'] },
        verify: { argv: ['sh', 'check.sh'] },
      },
      { files: { 'check.sh': 'test -f a && test -f b\n' } },
    );
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked' });
    expect(goal.commits()).toEqual(['seed', 'init']);
  });

  it('exits with an error, where the goal asks for success, is not even verified', async () => {
    const script = ['sh', '-c', 'echo good > app; exit 127'];
    const goal = strictLiar('', { worker: { argv: script, must_exit_zero: true } });
    await goal.run();
    expect(goal.entry('quarantine')?.reason).toContain('exit code 127');
    expect(goal.events()).not.toContain('verify_started');
  });

  it('tells the truth lands: the refusals above are not refusals of everything', async () => {
    const goal = strictLiar('echo good > app');
    expect(await goal.run()).toMatchObject({ kind: 'complete' });
    expect(goal.git('show', 'main:app')).toBe('good\n');
  });
});

describe('the same liars against a gate that trusts the exit code of the worker', () => {
  it('get through: what these tests look for is there to be found', async () => {
    let fooled = 0;
    for (const [, script] of liars) {
      const goal = createGoalFolder({
        mode: 'commit',
        contract: ratified,
        max_attempts: 1,
        worker_cmd: script,
        verify_cmd: 'true',
        tasks: [{ id: 't1', goal: 'x', reversible: true }],
      });
      seedRepository(goal, files);
      await goal.run();
      if (goal.goal().tasks[0]?.status === 'done') fooled += 1;
    }
    expect(fooled).toBe(liars.length);
  });
});

describe('a verifier', () => {
  it('that passes only now and then does not carry a landing, and is called flaky', async () => {
    const goal = createStrictGoal({
      mode: 'commit',
      max_attempts: 1,
      verify: {
        argv: ['sh', '-c', 'echo >> ../../../../../seen; test "$(wc -l < ../../../../../seen)" -eq 2'],
        runs: 3,
      },
    });
    await goal.run();
    expect(goal.entry('verdict')).toMatchObject({ runs: 3, required: 3, passes: 1, flaky: true });
    expect(goal.commits()).toEqual(['seed', 'init']);
  });

  it('that passes without any work proves nothing: no worker is started', async () => {
    const goal = createStrictGoal({ mode: 'commit', verify: { argv: ['true'], base_must_fail: true } });
    expect(await goal.run()).toMatchObject({ blocked: ['t1'] });
    expect(goal.entry('quarantine')?.reason).toBe('the verifier passes without any work');
    expect(goal.events()).not.toContain('worker_started');
  });

  it('that is missing lets nothing land: a program that is not there fails, a strict goal without one is refused', async () => {
    const gone = createStrictGoal({ mode: 'commit', max_attempts: 1, verify: { argv: ['./no-such-verifier'] } });
    expect(await gone.run()).toMatchObject({ blocked: ['t1'] });
    expect(gone.commits()).toEqual(['seed', 'init']);
    const none = createStrictGoal({ verify: undefined });
    await expect(none.run()).rejects.toMatchObject({
      code: 'GOAL_INVALID',
      message: expect.stringContaining('verify'),
    });
    const legacy = createGoalFolder({
      mode: 'commit',
      contract: ratified,
      verify_cmd: undefined,
      worker_cmd: 'echo x > f',
      tasks: [{ id: 't1', goal: 'x', reversible: true }],
    });
    await legacy.run();
    expect(legacy.commits()).toEqual(['init']);
  });
});

describe('a rollback_ref', () => {
  it.each([
    ['names no commit', '0123456789012345678901234567890123456789', 'does not resolve'],
    ['names a commit of another history', 'orphan', 'does not come from it'],
  ])(
    'that %s is treated as none: the action counts as irreversible and only a proposal is left',
    async (_what, named, why) => {
      const goal = createStrictGoal({ mode: 'commit' }, { ratify: false });
      let id = named;
      if (named === 'orphan') {
        const tree = goal.git('rev-parse', 'main^{tree}').trim();
        id = goal.git('commit-tree', tree, '-m', 'orphan').trim();
      }
      goal.edit({ tasks: [{ id: 't1', goal: 'one', reversible: true, rollback_ref: id }] });
      goal.ratify();
      await goal.run();
      expect(goal.entry('rollback_rehearsed')).toMatchObject({ ok: false, detail: expect.stringContaining(why) });
      expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'gate_escalated', reversible: false }));
      expect(goal.commits()).toEqual(['seed', 'init']);
      expect(goal.git('branch', '--list', 'machinist/*')).toContain('machinist/test/t1');
    },
  );

  it('that holds is rehearsed, and the work lands', async () => {
    const goal = createStrictGoal({ mode: 'commit' }, { ratify: false });
    const first = goal.git('rev-parse', 'main~1').trim();
    goal.edit({ tasks: [{ id: 't1', goal: 'one', reversible: true, rollback_ref: first }] });
    goal.ratify();
    await goal.run();
    expect(goal.entry('rollback_rehearsed')).toMatchObject({ ok: true, rollback_ref: first });
    expect(goal.events()).toContain('commit');
  });
});

describe("a repository's own hook", () => {
  it.each(['pre-commit', 'reference-transaction'])(
    '%s that refuses is an outcome: nothing lands, the task says why',
    async (name) => {
      const goal = strictLiar('echo good > app', { max_attempts: 2 });
      const hook = join(goal.repo, '.git', 'hooks', name);
      writeFileSync(hook, '#!/bin/sh\ncat >/dev/null 2>&1 <&0\necho "lint: no" >&2; exit 1\n');
      chmodSync(hook, 0o755);
      expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', runs: 2 });
      expect(goal.commits()).toEqual(['seed', 'init']);
      expect(goal.entry('commit_failed')).toMatchObject({ detail: expect.stringMatching(/lint: no|hook/) });
    },
  );
});
