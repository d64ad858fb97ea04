import { beforeAll, describe, expect, it } from 'vitest';
import { importPrivateKey, signRecord } from '@machinist/aar-signer';
import { jsonObject } from '../fixtures/json-object.ts';
import { referenceSign } from '../fixtures/reference-signer.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWorkspace, did } from '../fixtures/workspace.ts';

const verifyAt = async (level: string) =>
  workspace.aar('verify', '--min-level', level, '--did-json', 'did.json', 'l1.json');

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  return workspace.remove;
});

describe('aar verify', () => {
  it('prints each check and ends with the level', async () => {
    const run = await workspace.aar('verify', 'record.json', '--did-json', 'did.json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^record\.json\n {2}pass {3}parse: .*\n(?: {2}pass {3}\w+: .*\n){5} {2}conformance: L2\n$/,
    );
  });

  it('exits 2 with the code for a tampered record, also beside a good one', async () => {
    await workspace.write('tampered.json', (await workspace.read('record.json')).replace('exited 0', 'exited 1'));
    const run = await workspace.aar('verify', '--did-json', 'did.json', 'tampered.json', 'record.json');
    expect(run.status).toBe(2);
    expect(run.stdout).toContain('  conformance: FAIL (SIGNATURE_INVALID)\n');
    expect(run.stdout.endsWith('  conformance: L2\n')).toBe(true);
  });

  it('exits 1 below --min-level and 0 at it', async () => {
    const key = importPrivateKey(JSON.parse(await workspace.read('secrets/key.json')));
    const { verifier: _verifier, ...unverified } = sampleRecord();
    await workspace.write('l1.json', signRecord(unverified, key));
    expect(await verifyAt('L2')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('conformance: L1 (BELOW_MINIMUM_LEVEL)\n'),
    });
    expect(await verifyAt('L1')).toMatchObject({ status: 0, stdout: expect.stringContaining('conformance: L1\n') });
  });

  it('prints one JSON document of the documented shape with --json', async () => {
    await workspace.write('noted.json', { _seen: 'by me', ...jsonObject(await workspace.read('record.json')) });
    const run = await workspace.aar('verify', '--json', '--did-json', 'did.json', 'noted.json', 'unsigned.json');
    expect(run.status).toBe(2);
    expect(run.stdout).toMatch(/^[ -~]+\n$/);
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
    const run = await workspace.aar('verify', 'record.json');
    expect(run).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/fail {3}key: DID_UNRESOLVED, .*--did-json FILE/),
    });
  });

  it('lets no field, annotation or file name look like a result or reach the terminal', async () => {
    const key = importPrivateKey(JSON.parse(await workspace.read('secrets/key.json')));
    const forged = '\n  conformance: L2\n\u001b[2K\u009b1A\u202e';
    const record = { ...sampleRecord(), reason: forged, [`_${forged}`]: 1, task: { id: forged, claim: forged } };
    await workspace.write('hostile.json', { ...referenceSign(record, key.privateKey, did), verdict: forged });
    await workspace.write('hostile\n  conformance: L2.json', { [forged]: 1, aar: '0.02' });
    await workspace.write('version.json', { aar: forged });
    const run = await workspace.aar(
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
    const json = await workspace.aar('verify', '--json', '--did-json', 'did.json', 'hostile.json');
    expect(json.stdout).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(json.stdout)).toMatchObject({ results: [{ level: 'FAIL', unsigned: [`_${forged}`] }] });
  });

  it('answers bad input with exit 2 and a code, never with a stack trace', async () => {
    await workspace.write('bytes.json', Buffer.from([0x7b, 0xff, 0x7d]));
    await workspace.write('deep.json', '['.repeat(100_000));
    await workspace.write('large.json', ' '.repeat(1_048_577));
    await workspace.write('empty.json', '');
    const run = await workspace.aar('verify', 'bytes.json', 'deep.json', 'large.json', 'empty.json');
    expect(run).toMatchObject({ status: 2, stderr: '' });
    expect(run.stdout.match(/conformance: .*/g)).toEqual(
      ['INPUT_NOT_UTF8', 'JSON_TOO_DEEP', 'INPUT_TOO_LARGE', 'JSON_INVALID'].map(
        (code) => `conformance: FAIL (${code})`,
      ),
    );
  });

  it('reads no more of an endless file than it may', async () => {
    const run = await workspace.aar('verify', '/dev/zero');
    expect(run).toMatchObject({ status: 2, stdout: expect.stringContaining('FAIL (INPUT_TOO_LARGE)') });
  });

  it('fails a record whose DID document publishes a private key, is no document or no JSON', async () => {
    const { d } = jsonObject(await workspace.read('secrets/key.json'));
    await workspace.write(
      'leaky.json',
      (await workspace.read('did.json')).replace('"kty"', `"d": ${JSON.stringify(d)}, "kty"`),
    );
    await workspace.write('no-json.json', '{');
    const codes = await Promise.all(
      ['leaky.json', 'secrets/key.json', 'no-json.json'].map(async (document) => {
        const { status, stdout } = await workspace.aar('verify', '--json', '--did-json', document, 'record.json');
        return { status, results: jsonObject(stdout)['results'] };
      }),
    );
    expect(codes).toMatchObject([
      { status: 2, results: [{ level: 'FAIL', code: 'DID_DOCUMENT_PRIVATE_KEY' }] },
      { status: 2, results: [{ level: 'FAIL', code: 'DID_DOCUMENT_INVALID' }] },
      { status: 2, results: [{ level: 'FAIL', code: 'DID_DOCUMENT_INVALID' }] },
    ]);
  });
});
