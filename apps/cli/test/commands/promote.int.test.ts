import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry } from '@machinist/registry';
import { refusalOf, refused } from '../bad-input.ts';
import { copyCandidate } from '../candidates.ts';
import {
  createFolder,
  documentOf,
  linesOf,
  machinist,
  prepare,
  removeFolder,
  temporaryFolder,
  type Ended,
} from '../machinist.ts';
import { smallAdmission } from '../small-admission.ts';

let cwd = '';
let first: Ended;

beforeAll(async () => {
  cwd = createFolder();
  copyCandidate('honest', cwd);
  const keygen = ['aar', 'keygen', '--did', 'did:web:maker.example', '--out-priv', 'key.json', '--out-did', 'did.json'];
  await prepare(keygen, { cwd });
  first = await machinist(['promote', 'candidate', '--key', 'key.json'], { cwd });
});
afterAll(() => removeFolder(cwd));

const versionFile = (name: string): string => join(cwd, 'registry', 'parse-duration', 'versions', '1.0.0', name);

describe('promote', () => {
  it('admits what passes and says where it lies', () => {
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('Promoted parse-duration 1.0.0 (initial: first version)');
    expect(first.stdout).toContain(join(cwd, 'registry', 'parse-duration', 'versions', '1.0.0'));
    expect(first.stdout).toContain('signed: aar.json');
  });

  it('signs a record that verifies at L2 with the public document alone', async () => {
    const argv = ['aar', 'verify', '--min-level', 'L2', '--did-json', 'did.json', versionFile('aar.json')];
    expect(await machinist(argv, { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = await machinist([...argv, '--json'], { cwd });
    expect(JSON.parse(stdout).results).toMatchObject([{ ok: true, level: 'L2', signer: 'did:web:maker.example' }]);
  });

  it('refuses that record after one changed word', async () => {
    const forged = join(temporaryFolder(), 'aar.json');
    writeFileSync(forged, readFileSync(versionFile('aar.json'), 'utf8').replace('parse-duration', 'parse-durations'));
    const ended = await machinist(['aar', 'verify', '--did-json', 'did.json', forged], { cwd });
    expect(ended.exitCode).toBe(2);
  });

  it('keeps no provenance for a candidate whose maker is not known', async () => {
    const show = documentOf(await machinist(['registry', 'show', 'parse-duration', '--json'], { cwd }));
    expect(show).toMatchObject({ manifest: { modelProvenance: { origin: 'external', model: null } } });
    expect(existsSync(versionFile('provenance.intoto.json'))).toBe(false);
  });

  it('promotes the same bytes once', async () => {
    const again = await machinist(['promote', 'candidate'], { cwd });
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('parse-duration 1.0.0 is in the registry already, byte for byte');
    expect(readdirSync(join(cwd, 'registry', 'parse-duration', 'versions'))).toStrictEqual(['1.0.0']);
  });

  it('refuses what fails with 1 and leaves the registry as it was', async () => {
    const folder = temporaryFolder();
    copyCandidate('broken', folder);
    const ended = await machinist(['promote', 'candidate', '--json'], { cwd: folder });
    expect(ended.exitCode).toBe(1);
    expect(documentOf(ended)).toMatchObject({ report: { verdict: 'fail' }, promotion: null });
    expect(existsSync(join(folder, 'registry'))).toBe(false);
  });

  it('says once that a promotion without a key is not signed', async () => {
    const folder = temporaryFolder();
    copyCandidate('honest', folder);
    const { stdout, stderr } = await machinist(['promote', 'candidate'], { cwd: folder });
    expect(`${stdout}${stderr}`.match(/not signed/g)).toHaveLength(1);
  });

  it('says who holds a locked tool and ends with 75', async () => {
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<never>();
    const registry = await openRegistry(join(cwd, 'registry'));
    const admission = smallAdmission('parse-duration');
    const holding = registry.admit({
      ...admission,
      attest: () => {
        held.resolve();
        return release.promise;
      },
    });
    await held.promise;
    const folder = temporaryFolder();
    const spec = readFileSync(join(cwd, 'candidate', 'spec.json'), 'utf8');
    copyCandidate('honest', folder, 'changed');
    writeFileSync(join(folder, 'changed', 'spec.json'), spec.replace('"description": "', '"description": "Also: '));
    try {
      expect(await refusalOf(['promote', join(folder, 'changed')], { cwd })).toStrictEqual(
        refused(75, 'LOCKED', 'parse-duration'),
      );
    } finally {
      release.reject(new Error('let go'));
      await expect(holding).rejects.toThrow('let go');
    }
  });
});

/** A candidate whose suites are too few to tell. */
function layOutDeferred(): string {
  const folder = temporaryFolder();
  copyCandidate('honest', folder);
  rmSync(join(folder, 'candidate', 'tests', 'abuse.test.ts'));
  rmSync(join(folder, 'candidate', 'tests', 'property.test.ts'));
  return folder;
}

describe('promote of a deferred candidate', () => {
  it('stops with 3, and admits it for ever marked when a person says why', async () => {
    const folder = layOutDeferred();
    const stopped = await machinist(['promote', 'candidate'], { cwd: folder });
    expect(stopped).toMatchObject({ exitCode: 3 });
    expect(existsSync(join(folder, 'registry'))).toBe(false);
    const why = 'reviewed by hand\u001b[31m';
    const accepted = await machinist(['promote', 'candidate', '--accept-deferred', why], { cwd: folder });
    expect(accepted).toMatchObject({ exitCode: 0 });
    const show = await machinist(['registry', 'show', 'parse-duration'], { cwd: folder });
    expect(show.stdout).toContain('verdict    deferred, accepted by a person: reviewed by hand\\u001b[31m');
    const list = await machinist(['registry', 'list'], { cwd: folder });
    expect(linesOf(list.stdout)).toHaveLength(1);
    expect(list.stdout).toContain('[deferred, external]');
  });
});
