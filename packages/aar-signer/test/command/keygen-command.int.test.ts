import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, did } from '../fixtures/workspace.ts';

const keygen = ['keygen', '--did', did, '--out-priv', 'secrets/key.json', '--out-did', 'did.json'];

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  return workspace.remove;
});

describe('aar keygen', () => {
  it('writes the private key for its owner only, with kid, and a DID document without it', async () => {
    expect(await workspace.modeOf('secrets/key.json')).toBe('600');
    const key: unknown = JSON.parse(await workspace.read('secrets/key.json'));
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: expect.stringMatching(/^did:web:example\.com#/) });
    expect(await workspace.read('did.json')).not.toContain('"d"');
  });

  it('never overwrites a key or a document, and leaves nothing of a half run', async () => {
    const before = [await workspace.read('secrets/key.json'), await workspace.read('did.json')];
    const again = await workspace.aar(...keygen);
    expect(again).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^aar: FILE_EXISTS: [^\n]+\n$/),
    });
    const onlyDid = await workspace.aar('keygen', '--did', did, '--out-priv', 'fresh.json', '--out-did', 'did.json');
    expect(onlyDid.status).toBe(64);
    expect([await workspace.read('secrets/key.json'), await workspace.read('did.json')]).toEqual(before);
    expect(await readdir(workspace.folder)).not.toContain('fresh.json');
  });

  it('does not follow a link that waits at the place of the key', async () => {
    await symlink(join(workspace.folder, 'elsewhere.json'), join(workspace.folder, 'link.json'));
    const run = await workspace.aar('keygen', '--did', did, '--out-priv', 'link.json', '--out-did', 'did-2.json');
    expect(run.stderr).toMatch(/^aar: FILE_EXISTS/);
    expect(await readdir(workspace.folder)).not.toContain('elsewhere.json');
  });

  it('refuses what is no DID', async () => {
    const run = await workspace.aar(
      'keygen',
      '--did',
      'https://example.com',
      '--out-priv',
      'a.json',
      '--out-did',
      'b.json',
    );
    expect(run).toMatchObject({ status: 64, stderr: expect.stringMatching(/^aar: DID_INVALID: /) });
  });
});
