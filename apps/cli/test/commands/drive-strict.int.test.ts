import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../bad-input.ts';
import { layOutGoal } from '../goals.ts';
import { childEnvironment, documentOf, machinist, parseObject, temporaryFolder } from '../machinist.ts';

let cwd: string;
const git = (...argv: string[]): string =>
  execFileSync('git', argv, { cwd: join(cwd, 'repo'), env: childEnvironment(), encoding: 'utf8' });
const publicKey = (name: string): string => {
  const document = readFileSync(join(cwd, `${name}.did.json`), 'utf8');
  return /"x":\s*"([\w-]{43})"/.exec(document)?.[1] ?? '';
};

const makeLog = () =>
  machinist(['aar', 'log', 'init', 'records', '--origin', 'log.example/demo', '--key', 'log.key'], { cwd });
const logging = ['--log', 'records', '--log-key', 'log.key'];

/** A strict goal with a sandboxed verifier, proposed by one key and to be ratified by another. */
beforeEach(async () => {
  cwd = temporaryFolder();
  // As root the sandbox runs as somebody else, who must be able to reach the tree.
  chmodSync(cwd, 0o755);
  layOutGoal(cwd);
  for (const name of ['planner', 'council', 'driver']) {
    const files = ['--out-priv', `${name}.jwk`, '--out-did', `${name}.did.json`];
    await machinist(['aar', 'keygen', '--did', `did:web:${name}.example`, ...files], { cwd });
  }
  writeFileSync(
    join(cwd, 'repo', 'check.sh'),
    'grep -q work work.txt && ! test -e /home && ! touch /usr/x 2>/dev/null\n',
  );
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Check');
  const goal = {
    schema: 2,
    id: 'demo',
    goal: 'write work.txt',
    repo: 'repo',
    target: 'refs/heads/main',
    mode: 'commit',
    worker: { argv: ['sh', '-c', 'echo work > work.txt'] },
    verify: { argv: ['sh', 'check.sh'], sandbox: {} },
    budget: { max_worker_runs: 5, max_wall_seconds: 600 },
    contract: {
      autonomy_ceiling: 1,
      proposed_by: { id: 'planner', public_key: publicKey('planner') },
      ratifiers: [{ id: 'council', public_key: publicKey('council') }],
    },
    signing: { key: 'driver.jwk', subject: 'did:web:loop.example', principal: 'did:web:driver.example' },
    tasks: [{ id: 't1', goal: 'write it', reversible: true }],
  };
  writeFileSync(join(cwd, 'goal.json'), JSON.stringify(goal));
});

describe('a strict goal on the command line', () => {
  it('is ratified by another key than the proposer, lands what a sandboxed verifier passed, and verify-log needs the public key alone', async () => {
    const refusal = await refusalOf(['drive', 'ratify', 'goal.json', '--key', 'planner.jwk'], { cwd });
    expect(JSON.stringify(refusal)).toContain('RATIFICATION_REFUSED');
    expect(
      (await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk', '--for', '1h'], { cwd })).exitCode,
    ).toBe(0);
    const run = await machinist(['drive', 'goal.json'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(git('log', '--format=%s', 'main').split('\n')[0]).toBe('driver: t1');
    const verifyLog = ['drive', 'verify-log', 'goal.json', '--key', 'driver.did.json'];
    const report = await machinist([...verifyLog, '--json'], { cwd });
    expect(documentOf(report)).toMatchObject({ formatVersion: 1, ok: true, closed: true, records: 1 });
    const record = parseObject(readFileSync(join(cwd, 'goal.drive', 'aar', 't1.json'), 'utf8'));
    expect(record['verdict']).toBe('verified');
    const wrong = await machinist(['drive', 'verify-log', 'goal.json', '--key', 'council.did.json'], { cwd });
    expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('another key') });
    const path = join(cwd, 'goal.drive', 'driver-log.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"commit"', '"commit_skipped"'));
    expect((await machinist(verifyLog, { cwd })).exitCode).toBe(1);
  });

  it('logs each record where a log is named: with the public halves alone it then verifies at L3', async () => {
    await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk'], { cwd });
    const made = await makeLog();
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const run = await machinist(['drive', 'goal.json', ...logging, '--json'], { cwd });
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"log_index":0') });
    const record = join('goal.drive', 'aar', 't1.json');
    writeFileSync(
      join(cwd, 'policy.txt'),
      `log ${/log\.example\/demo\+\S+/.exec(made.stdout)?.[0] ?? ''}\nquorum none\n`,
    );
    const verify = ['aar', 'verify', '--json', '--min-level', 'L3', '--did-json', 'driver.did.json'];
    const logged = await machinist([...verify, '--log-policy', 'policy.txt', record], { cwd });
    expect(documentOf(logged)).toMatchObject({ results: [{ level: 'L3', ok: true }] });
    expect((await machinist([...verify, record], { cwd })).exitCode).toBe(1);
  });

  it('leaves a record signed and says that it is not logged when the log is gone by then', async () => {
    await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk'], { cwd });
    await makeLog();
    const goal = readFileSync(join(cwd, 'goal.json'), 'utf8');
    const worker = `rm ${join(cwd, 'log.key.checkpoint')}; echo work > work.txt`;
    writeFileSync(
      join(cwd, 'goal.json'),
      goal.replace('"echo work > work.txt"', () => JSON.stringify(worker)),
    );
    const run = await machinist(['drive', 'goal.json', ...logging], { cwd });
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('NOT LOGGED: LOG_ROLLED_BACK') });
    const record = join('goal.drive', 'aar', 't1.json');
    const verify = await machinist(['aar', 'verify', '--did-json', 'driver.did.json', '--json', record], { cwd });
    expect(documentOf(verify)).toMatchObject({ results: [{ level: 'L2', ok: true }] });
  });

  it('refuses a log without its key before anything runs', async () => {
    const half = await refusalOf(['drive', 'goal.json', '--log', 'records'], { cwd });
    expect(JSON.stringify(half)).toContain('belong together');
  });

  it('denies the commit once the ratification is taken back', async () => {
    await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk'], { cwd });
    const revoked = await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk', '--revoke'], { cwd });
    expect(revoked.stdout).toContain('Revoked 1 ratification.');
    const run = await machinist(['drive', 'goal.json'], { cwd });
    expect(run.stdout).toContain('commit REFUSED (contract_revoked)');
    expect(git('log', '--format=%s', 'main').split('\n')[0]).toBe('Check');
  });

  it('fails the task, and lands nothing, when the verifier reaches for what the sandbox does not give', async () => {
    const path = join(cwd, 'goal.json');
    const goal = parseObject(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...goal, max_attempts: 1, verify: { argv: ['ls', cwd], sandbox: {} } }));
    await machinist(['drive', 'ratify', 'goal.json', '--key', 'council.jwk'], { cwd });
    expect((await machinist(['drive', 'goal.json'], { cwd })).exitCode).toBe(3);
    expect(git('log', '--format=%s', 'main').split('\n')[0]).toBe('Check');
  });
});
