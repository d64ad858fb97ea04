import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ratifyGoal, renderLegacyLine, runDriver, type SignerPort } from '@machinist/driver';

const folder = mkdtempSync(join(tmpdir(), 'strict-goal-'));
const environment = { PATH: process.env['PATH'], HOME: folder };
const git = (...argv: string[]): string =>
  execFileSync('git', argv, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
git('init', '--quiet', '--initial-branch=main');
git('config', 'user.name', 'driver');
git('config', 'user.email', 'driver@example.com');
writeFileSync(join(folder, 'check.sh'), 'grep -qx hello "$MACHINIST_TASK_ID"\n');
git('add', 'check.sh');
git('commit', '--quiet', '--message', 'Start');

// Two people: one proposes the contract, the other ratifies it.
const [planner, council] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const publicKey = (person: typeof council): string => person.publicKey.export({ format: 'jwk' }).x ?? '';
const goalPath = join(folder, 'goal.json');
writeFileSync(
  goalPath,
  JSON.stringify({
    schema: 2,
    id: 'greet',
    goal: 'greet the world',
    repo: '.',
    target: 'refs/heads/main',
    mode: 'commit',
    max_attempts: 1,
    concurrency: 2,
    // Any coding agent: { argv: ['claude', '-p', '{task}'] }. This one does the first task and cheats at the second.
    worker: {
      argv: ['sh', '-c', 'test "$1" = "write hello" && echo hello > write || echo true > check.sh', 'agent', '{task}'],
    },
    verify: { argv: ['sh', 'check.sh'], base_must_fail: true },
    budget: { max_worker_runs: 6, max_wall_seconds: 600 },
    contract: {
      autonomy_ceiling: 1,
      proposed_by: { id: 'planner', public_key: publicKey(planner) },
      ratifiers: [{ id: 'council', public_key: publicKey(council) }],
    },
    tasks: [
      { id: 'rewrite', goal: 'write it again', reversible: true, needs: ['write'] },
      { id: 'write', goal: 'write hello', reversible: true },
    ],
  }),
);

const signer: SignerPort = {
  publicKey: async () => ({ status: 'known', publicKey: publicKey(council) }),
  sign: async (message) => ({
    status: 'signed',
    signature: sign(null, Buffer.from(message), council.privateKey).toString('base64url'),
  }),
};
await ratifyGoal({ goalPath, signer, keyPath: 'held by the council', forMs: 3_600_000 });

const outcome = await runDriver({
  goalPath,
  environment,
  onEvent: (entry) => {
    const line = renderLegacyLine(entry);
    if (line !== null && entry.event !== 'commit') console.log(line.replaceAll(/^\[.*?\] /gm, ''));
  },
});
console.log(outcome);
console.log(git('log', '--format=%s', 'main').trim().split('\n'));
rmSync(folder, { recursive: true });
