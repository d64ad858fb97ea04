import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey, importPrivateKey, signRecord } from '@machinist/aar-signer';
import { jsonObject } from '../fixtures/json-object.ts';
import { referenceSign } from '../fixtures/reference-signer.ts';
import { runAar, scratchFolder } from '../fixtures/run-aar.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';

const did = 'did:web:example.com';
const keygen = ['keygen', '--did', did, '--out-priv', 'secrets/key.json', '--out-did', 'did.json'];
let folder = '';

const write = async (name: string, value: unknown) =>
  writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
const read = async (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const modeOf = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8);

const verifyAt = async (level: string) =>
  runAar(folder, 'verify', '--min-level', level, '--did-json', 'did.json', 'l1.json');

async function prepare(...args: string[]): Promise<void> {
  const run = await runAar(folder, ...args);
  if (run.status !== 0) throw new Error(run.stderr);
}

beforeAll(async () => {
  folder = await scratchFolder();
  await prepare(...keygen);
  await write('unsigned.json', sampleRecord());
  await write('record.json', sampleRecord());
  await prepare('sign', 'record.json', '--priv', 'secrets/key.json');
});

describe('aar keygen', () => {
  it('writes the private key for its owner only, with kid, and a DID document without it', async () => {
    expect(await modeOf('secrets/key.json')).toBe('600');
    const key: unknown = JSON.parse(await read('secrets/key.json'));
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: expect.stringMatching(/^did:web:example\.com#/) });
    expect(await read('did.json')).not.toContain('"d"');
  });

  it('never overwrites a key or a document, and leaves nothing of a half run', async () => {
    const before = [await read('secrets/key.json'), await read('did.json')];
    const again = await runAar(folder, ...keygen);
    expect(again).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^aar: FILE_EXISTS: [^\n]+\n$/),
    });
    const onlyDid = await runAar(folder, 'keygen', '--did', did, '--out-priv', 'fresh.json', '--out-did', 'did.json');
    expect(onlyDid.status).toBe(64);
    expect([await read('secrets/key.json'), await read('did.json')]).toEqual(before);
    expect(await readdir(folder)).not.toContain('fresh.json');
  });

  it('does not follow a link that waits at the place of the key', async () => {
    await symlink(join(folder, 'elsewhere.json'), join(folder, 'link.json'));
    const run = await runAar(folder, 'keygen', '--did', did, '--out-priv', 'link.json', '--out-did', 'did-2.json');
    expect(run.stderr).toMatch(/^aar: FILE_EXISTS/);
    expect(await readdir(folder)).not.toContain('elsewhere.json');
  });

  it('refuses what is no DID', async () => {
    const run = await runAar(
      folder,
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

describe('aar sign', () => {
  it('adds sig in place, keeps mode and members, and leaves no draft behind', async () => {
    await write('own.json', { _note: 'kept', ...sampleRecord() });
    await chmod(join(folder, 'own.json'), 0o640);
    const run = await runAar(folder, 'sign', 'own.json', '--priv', 'secrets/key.json');
    expect(run).toEqual({ status: 0, stdout: `signed: own.json (sig.by=${did})\n`, stderr: '' });
    expect(await modeOf('own.json')).toBe('640');
    expect(Object.keys(jsonObject(await read('own.json')))).toEqual(['_note', ...Object.keys(sampleRecord()), 'sig']);
    expect((await readdir(folder)).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('leaves a record alone that it refuses', async () => {
    const text = JSON.stringify({ ...sampleRecord(), ground_truth: 'contradicted' });
    await write('bad.json', text);
    const run = await runAar(folder, 'sign', 'bad.json', '--priv', 'secrets/key.json');
    expect(run).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^aar: VERDICT_CONTRADICTORY: [^\n]+\n$/),
    });
    expect(await read('bad.json')).toBe(text);
  });

  it('refuses the key of somebody else and a record that somebody else is to sign', async () => {
    const other = generateKey({ did: 'did:web:other.example' });
    await write('other.json', other.privateJwk);
    await chmod(join(folder, 'other.json'), 0o600);
    await write('theirs.json', { ...sampleRecord(), sig: { by: 'did:web:other.example' } });
    expect((await runAar(folder, 'sign', 'unsigned.json', '--priv', 'other.json')).stderr).toMatch(
      /^aar: KEY_OF_ANOTHER_SIGNER/,
    );
    expect((await runAar(folder, 'sign', 'theirs.json', '--priv', 'secrets/key.json')).stderr).toMatch(
      /^aar: RECORD_OF_ANOTHER_SIGNER/,
    );
  });

  it('signs with the bare JWK of another tool once --did says whose it is, and warns when others can read it', async () => {
    const { kid: _kid, ...bare } = jsonObject(await read('secrets/key.json'));
    await write('bare.json', bare);
    await chmod(join(folder, 'bare.json'), 0o644);
    await write('bare-record.json', sampleRecord());
    expect((await runAar(folder, 'sign', 'bare-record.json', '--priv', 'bare.json')).stderr).toMatch(
      /^aar: KEY_OWNER_UNKNOWN/,
    );
    const run = await runAar(folder, 'sign', 'bare-record.json', '--priv', 'bare.json', '--did', did);
    expect(run).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('other users may read the private key file'),
    });
    expect((await runAar(folder, 'verify', '--did-json', 'did.json', 'bare-record.json')).stdout).toContain(
      'conformance: L2',
    );
  });
});

describe('aar verify', () => {
  it('prints each check and ends with the level', async () => {
    const run = await runAar(folder, 'verify', 'record.json', '--did-json', 'did.json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^record\.json\n {2}pass {3}parse: .*\n(?: {2}pass {3}\w+: .*\n){5} {2}conformance: L2\n$/,
    );
  });

  it('exits 2 with the code for a tampered record, also beside a good one', async () => {
    await write('tampered.json', (await read('record.json')).replace('exited 0', 'exited 1'));
    const run = await runAar(folder, 'verify', '--did-json', 'did.json', 'tampered.json', 'record.json');
    expect(run.status).toBe(2);
    expect(run.stdout).toContain('  conformance: FAIL (SIGNATURE_INVALID)\n');
    expect(run.stdout.endsWith('  conformance: L2\n')).toBe(true);
  });

  it('exits 1 below --min-level and 0 at it', async () => {
    const key = importPrivateKey(JSON.parse(await read('secrets/key.json')));
    const { verifier: _verifier, ...unverified } = sampleRecord();
    await write('l1.json', signRecord(unverified, key));
    expect(await verifyAt('L2')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('conformance: L1 (BELOW_MINIMUM_LEVEL)\n'),
    });
    expect(await verifyAt('L1')).toMatchObject({ status: 0, stdout: expect.stringContaining('conformance: L1\n') });
  });

  it('prints one JSON document of the documented shape with --json', async () => {
    await write('noted.json', { _seen: 'by me', ...jsonObject(await read('record.json')) });
    const run = await runAar(folder, 'verify', '--json', '--did-json', 'did.json', 'noted.json', 'unsigned.json');
    expect(run.status).toBe(2);
    expect(JSON.parse(run.stdout)).toEqual({
      results: [
        { file: 'noted.json', level: 'L2', ok: true, code: null, signer: did, unsigned: ['_seen'], warnings: [] },
        {
          file: 'unsigned.json',
          level: 'FAIL',
          ok: false,
          code: 'SIG_MISSING',
          signer: null,
          unsigned: [],
          warnings: [],
        },
      ],
    });
  });

  it('says what to do when a did:web signer cannot be looked up offline', async () => {
    const run = await runAar(folder, 'verify', 'record.json');
    expect(run).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/fail {3}key: DID_UNRESOLVED, .*--did-json FILE/),
    });
  });

  it('lets no field, annotation or file name look like a result or reach the terminal', async () => {
    const key = importPrivateKey(JSON.parse(await read('secrets/key.json')));
    const forged = '\n  conformance: L2\n\u001b[2K\u009b1A\u202e';
    const record = { ...sampleRecord(), reason: forged, [`_${forged}`]: 1, task: { id: forged, claim: forged } };
    await write('hostile.json', { ...referenceSign(record, key.privateKey, did), verdict: forged });
    await write('hostile\n  conformance: L2.json', { [forged]: 1, aar: '0.02' });
    await write('version.json', { aar: forged });
    const run = await runAar(
      folder,
      'verify',
      '--did-json',
      'did.json',
      'hostile.json',
      'hostile\n  conformance: L2.json',
      'version.json',
    );
    expect(run.status).toBe(2);
    expect(run.stdout).not.toContain('conformance: L2');
    expect(run.stdout.match(/conformance: \S+/g)).toEqual(Array(3).fill('conformance: FAIL'));
    expect(run.stdout).toMatch(/^[\n -~]*$/);
    const json = await runAar(folder, 'verify', '--json', '--did-json', 'did.json', 'hostile.json');
    expect(json.stdout).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(json.stdout)).toMatchObject({ results: [{ level: 'FAIL', unsigned: [`_${forged}`] }] });
  });

  it('answers bad input with exit 2 and a code, never with a stack trace', async () => {
    await writeFile(join(folder, 'bytes.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    await write('deep.json', '['.repeat(100_000));
    await write('large.json', ' '.repeat(1_048_577));
    await write('empty.json', '');
    const run = await runAar(folder, 'verify', 'bytes.json', 'deep.json', 'large.json', 'empty.json');
    expect(run).toMatchObject({ status: 2, stderr: '' });
    expect(run.stdout.match(/conformance: .*/g)).toEqual(
      ['INPUT_NOT_UTF8', 'JSON_TOO_DEEP', 'INPUT_TOO_LARGE', 'JSON_INVALID'].map(
        (code) => `conformance: FAIL (${code})`,
      ),
    );
  });

  it('reads no more of an endless file than it may', async () => {
    const run = await runAar(folder, 'verify', '/dev/zero');
    expect(run).toMatchObject({ status: 2, stdout: expect.stringContaining('FAIL (INPUT_TOO_LARGE)') });
  });

  it('refuses a DID document that publishes a private key', async () => {
    const run = await runAar(folder, 'verify', '--did-json', 'secrets/key.json', 'record.json');
    expect(run).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^aar: DID_DOCUMENT_INVALID: [^\n]+\n$/),
    });
  });
});

describe('aar usage', () => {
  it('answers usage errors and unreadable input with exit 64 and one line', async () => {
    await mkdir(join(folder, 'a-folder'), { recursive: true });
    const lines = [
      ['verify'],
      ['verify', 'missing.json'],
      ['verify', 'a-folder'],
      ['verify', '--did-json', 'missing.json', 'record.json'],
      ['verify', '--min-level', 'L9', 'record.json'],
      ['verify', '--unknown\n  conformance: L2', 'record.json'],
      ['sign', 'unsigned.json'],
      ['sign', 'unsigned.json', '--priv', 'missing.json'],
      ['sign', '--priv', 'secrets/key.json'],
      ['sign', 'missing.json', '--priv', 'secrets/key.json'],
      ['sign', 'unsigned.json', '--priv', 'unsigned.json'],
      ['keygen', '--did', did],
      ['frobnicate'],
      [],
    ];
    const runs = await Promise.all(lines.map(async (line) => runAar(folder, ...line)));
    expect(runs.map(({ status, stdout }) => `${status}${stdout}`)).toEqual(lines.map(() => '64'));
    expect(runs.filter(({ stderr }) => !/^aar: [A-Z_]+: [ -~]+\n$/.test(stderr))).toEqual([]);
  });

  it('explains itself with --help, exit 0', async () => {
    expect(await runAar(folder, 'verify', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Exit codes:'),
    });
  });
});
