import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '@machinist/aar-signer';
import { jsonObject } from '../fixtures/json-object.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWorkspace, did } from '../fixtures/workspace.ts';

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  return workspace.remove;
});

describe('aar sign', () => {
  it('adds sig in place, keeps mode and members, and leaves no draft behind', async () => {
    await workspace.write('own.json', { _note: 'kept', ...sampleRecord() });
    await chmod(join(workspace.folder, 'own.json'), 0o640);
    const run = await workspace.aar('sign', 'own.json', '--priv', 'secrets/key.json');
    expect(run).toEqual({ status: 0, stdout: `signed: own.json (sig.by=${did})\n`, stderr: '' });
    expect(await workspace.modeOf('own.json')).toBe('640');
    expect(Object.keys(jsonObject(await workspace.read('own.json')))).toEqual([
      '_note',
      ...Object.keys(sampleRecord()),
      'sig',
    ]);
    expect((await readdir(workspace.folder)).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('leaves a record alone that it refuses', async () => {
    const text = JSON.stringify({ ...sampleRecord(), ground_truth: 'contradicted' });
    await workspace.write('bad.json', text);
    const run = await workspace.aar('sign', 'bad.json', '--priv', 'secrets/key.json');
    expect(run).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^aar: VERDICT_CONTRADICTORY: [^\n]+\n$/),
    });
    expect(await workspace.read('bad.json')).toBe(text);
  });

  it('refuses the key of somebody else and a record that somebody else is to sign', async () => {
    const other = generateKey({ did: 'did:web:other.example' });
    await workspace.write('other.json', other.privateJwk);
    await chmod(join(workspace.folder, 'other.json'), 0o600);
    await workspace.write('theirs.json', { ...sampleRecord(), sig: { by: 'did:web:other.example' } });
    expect((await workspace.aar('sign', 'unsigned.json', '--priv', 'other.json')).stderr).toMatch(
      /^aar: KEY_OF_ANOTHER_SIGNER/,
    );
    expect((await workspace.aar('sign', 'theirs.json', '--priv', 'secrets/key.json')).stderr).toMatch(
      /^aar: RECORD_OF_ANOTHER_SIGNER/,
    );
  });

  it('signs with the bare JWK of another tool once --did says whose it is, and warns when others can read it', async () => {
    const { kid: _kid, ...bare } = jsonObject(await workspace.read('secrets/key.json'));
    await workspace.write('bare.json', bare);
    await chmod(join(workspace.folder, 'bare.json'), 0o644);
    await workspace.write('bare-record.json', sampleRecord());
    expect((await workspace.aar('sign', 'bare-record.json', '--priv', 'bare.json')).stderr).toMatch(
      /^aar: KEY_OWNER_UNKNOWN/,
    );
    const run = await workspace.aar('sign', 'bare-record.json', '--priv', 'bare.json', '--did', did);
    expect(run).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('other users may read the private key file'),
    });
    expect((await workspace.aar('verify', '--did-json', 'did.json', 'bare-record.json')).stdout).toContain(
      'conformance: L2',
    );
  });
});
