import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderLegacyLine, type AttestorPort } from '../src/index.ts';
import { createGoalFolder, type GoalFolder } from './goal-folder.ts';

const identity = {
  aar_priv: 'keys/k.jwk.json',
  subject: 'did:web:example.com:machine-driver',
  principal: 'did:web:example.com',
};
const signing: AttestorPort = {
  sign: async (record, { keyPath }) => ({
    status: 'signed',
    record: { ...record, sig: { test: readFileSync(keyPath, 'utf8') } },
  }),
};

function keyedGoal(changes: object = {}): GoalFolder {
  const goal = createGoalFolder({ ...identity, aar_priv: 'k.jwk.json', ...changes }, { git: false });
  writeFileSync(join(goal.folder, 'k.jwk.json'), 'the key');
  return goal;
}

async function linesOf(goal: GoalFolder, attestor?: AttestorPort): Promise<string> {
  const lines: (string | null)[] = [];
  await goal.run({
    onEvent: (entry) => lines.push(renderLegacyLine(entry)),
    ...(attestor ? { ports: { attestor } } : {}),
  });
  return lines.join('\n');
}

describe('records', () => {
  it('are written and signed once per resolved task, whether it passed or was blocked, with the key found from the goal file', async () => {
    const goal = keyedGoal({
      verify_cmd: 'echo said; test "$MACHINIST_TASK_ID" = t1',
      max_attempts: 1,
      tasks: [
        { id: 't1', goal: 'a' },
        { id: 't2', goal: 'b' },
      ],
    });
    await goal.run({ ports: { attestor: signing } });
    const passed = JSON.parse(goal.read('aar/t1.json'));
    expect(passed).toMatchObject({
      verdict: 'verified',
      ground_truth: 'confirmed',
      task: { id: 't1', claim: 'a' },
      sig: { test: 'the key' },
    });
    expect(passed.verifier.id).not.toBe(passed.subject);
    expect(JSON.parse(goal.read('aar/t2.json'))).toMatchObject({ verdict: 'rejected', ground_truth: 'contradicted' });
    expect(goal.exists('aar.jsonl')).toBe(false);
  });

  it('can be checked against the evidence kept beside them', async () => {
    const goal = keyedGoal({ verify_cmd: String.raw`printf 'out\377'; printf err >&2` });
    await goal.run({ ports: { attestor: signing } });
    const response = readFileSync(join(goal.folder, 'aar/evidence/t1-1.out'));
    const [check] = JSON.parse(goal.read('aar/t1.json')).checks;
    expect([...response]).toEqual([...Buffer.from('out'), 0xff, ...Buffer.from('err')]);
    expect(check.response_sha256).toBe(createHash('sha256').update(response).digest('hex'));
    const preimage = JSON.stringify({
      observed_at: check.observed_at,
      query: check.query,
      response: response.toString('utf8'),
    });
    expect(check.preimage_sha256).toBe(createHash('sha256').update(preimage).digest('base64url'));
  });

  it('are skipped by a goal without a signing identity: no folder, one word about it', async () => {
    const goal = createGoalFolder(
      {
        tasks: [
          { id: 't1', goal: 'a' },
          { id: 't2', goal: 'b' },
        ],
      },
      { git: false },
    );
    const lines = await linesOf(goal, signing);
    expect(goal.exists('aar')).toBe(false);
    expect(lines.match(/no signing identity/g)).toHaveLength(1);
  });

  it('stay on disk unsigned when the key is missing, and the alert names the whole path', async () => {
    const goal = createGoalFolder(identity, { git: false });
    const lines = await linesOf(goal, signing);
    expect(lines).toContain('AAR sign SKIPPED');
    expect(lines).toContain(join(goal.folder, 'keys/k.jwk.json'));
    expect(JSON.parse(goal.read('aar/t1.json'))).not.toHaveProperty('sig');
    expect(goal.events().at(-1)).toBe('goal_complete');
  });

  it('name a key in the home folder by its whole path', async () => {
    const goal = createGoalFolder({ ...identity, aar_priv: '~/no-such-folder-of-keys/k.jwk.json' }, { git: false });
    expect(await linesOf(goal, signing)).toContain(join(homedir(), 'no-such-folder-of-keys/k.jwk.json'));
  });

  it.each<[string, AttestorPort | undefined, string]>([
    [
      'refuses',
      { sign: async () => ({ status: 'skipped', reason: 'the key is not the principal' }) },
      'the key is not the principal',
    ],
    ['throws', { sign: () => Promise.reject(new Error('no key in there')) }, 'no key in there'],
    ['is not there', undefined, 'no signer is connected'],
  ])('stay on disk unsigned when the signer %s', async (_how, attestor, words) => {
    const goal = keyedGoal();
    expect(await linesOf(goal, attestor)).toContain(words);
    expect(JSON.parse(goal.read('aar/t1.json'))).not.toHaveProperty('sig');
    expect(goal.journal()).toContainEqual(
      expect.objectContaining({ event: 'record', status: 'unsigned', path: 'aar/t1.json' }),
    );
  });
});
