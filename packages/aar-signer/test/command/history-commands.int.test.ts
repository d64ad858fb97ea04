import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashPreimage, hashRecord, runAarCommand, recordSchema } from '@machinist/aar-signer';
import { encodeMultikey } from '../../src/core/multikey.ts';
import { jsonObject } from '../fixtures/json-object.ts';
import { fabricationCaught, referenceDocument } from '../fixtures/reference-records.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWorkspace } from '../fixtures/workspace.ts';

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  return workspace.remove;
});

async function call(line: string) {
  const said = { stdout: '', stderr: '' };
  const status = await runAarCommand(line.split(' '), {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    cwd: workspace.folder,
    now: () => new Date('2026-11-20T12:00:00Z'),
  });
  return { status, ...said };
}
const ok = async (line: string): Promise<string> => {
  const run = await call(line);
  expect([line, run]).toEqual([line, { status: 0, stdout: expect.anything(), stderr: '' }]);
  return run.stdout;
};
const logged = async (name: string, id: string): Promise<void> => {
  await workspace.write(name, sampleRecord({ task: { id, claim: 'done' } }));
  await ok(`sign ${name} --priv secrets/key.json --log log.example/a`);
};

/** Makes three records that follow one another; gives the head. */
const chain = async (): Promise<string> => {
  let prior = '';
  for (const id of [1, 2, 3]) {
    await workspace.write(`chain-${id}.json`, sampleRecord({ issued: `2026-11-20T11:00:0${id}Z` }));
    await ok(`sign chain-${id}.json --priv secrets/key.json${prior}`);
    prior = ` --prior chain-${id}.json`;
  }
  return hashRecord(recordSchema.parse(jsonObject(await workspace.read('chain-3.json'))));
};

describe('aar log', () => {
  it('takes records from signing to L3, and shows that it only grew', async () => {
    const made = await ok('log init a-log --origin log.example/a --key log.key');
    expect(made).toMatch(
      /^log: a-log \(origin log\.example\/a\)\nkey: log\.key .*\npolicy line: log log\.example\/a\+[0-9a-f]{8}\+\S+\n$/,
    );
    expect(await workspace.modeOf('log.key')).toBe('600');
    await workspace.write('policy', `${/policy line: (.*)/.exec(made)?.[1] ?? ''}\nquorum none\n`);
    await logged('one.json', 'one');
    await logged('two.json', 'two');
    expect(await ok('log append a-log --key log.key one.json')).toBe(
      'entry 0: one.json (one.json.tlog-proof)\nsize: 1\n',
    );
    await workspace.write('old', await workspace.read('a-log/checkpoint'));
    expect(JSON.parse(await ok('log append a-log --key log.key two.json --json'))).toEqual({
      origin: 'log.example/a',
      size: 2,
      entries: [{ file: 'two.json', index: 1, proof: 'two.json.tlog-proof' }],
    });
    const verify = 'verify --min-level L3 --did-json did.json --log-policy policy';
    expect(await ok(`${verify} one.json two.json`)).toMatch(
      /pass {3}log: entry 1 of 2 in log\.example\/a, 0 witnesses\n[^]* {2}conformance: L3\n$/,
    );
    expect(await ok('log prove a-log one.json --out fresh')).toBe('entry 0: one.json (fresh)\n');
    await ok(`${verify} --log-proof fresh one.json`);
    expect(await call(`${verify} --log-proof two.json.tlog-proof one.json`)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('FAIL (LOG_PROOF_INVALID)'),
    });
    await rm(join(workspace.folder, 'one.json.tlog-proof'));
    expect(await call(`${verify} one.json`)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('conformance: L2 (BELOW_MINIMUM_LEVEL)'),
    });
    expect(await ok('log verify a-log --log-policy policy --old old')).toBe(
      'pass: log.example/a, 2 entries, 0 witnesses\n',
    );
    await ok('log consistency a-log --old old --out growth');
    expect(await ok('log check growth --old old --log-policy policy')).toContain('pass: ');
    await workspace.write('growth', (await workspace.read('growth')).replace(/^[\w+/]{43}=$/m, `${'A'.repeat(43)}=`));
    expect(await call('log check growth --old old --log-policy policy --json')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('"code":"LOG_INCONSISTENT"'),
    });
    expect(await call('log prove a-log record.json')).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^aar: LOG_ENTRY_MISSING/),
    });
    expect(await call('log append a-log --key log.key record.json')).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^aar: LOG_NOT_NAMED/),
    });
    const tile = await workspace.read('a-log/tile/entries/000.p/2');
    await workspace.write('a-log/tile/entries/000.p/2', tile.replace('example', 'exAmple'));
    expect(await call('log verify a-log --log-policy policy')).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^aar: LOG_DAMAGED/),
    });
  });

  it('leaves nothing of a log that could not be made', async () => {
    await workspace.write('in-the-way', '');
    expect(await call('log init in-the-way --origin log.example/b --key other.key')).toMatchObject({ status: 64 });
    await expect(workspace.read('other.key')).rejects.toThrow('ENOENT');
  });
});

describe('aar chain', () => {
  it('grants L3 to a whole chain up to a known head, in any order of files, and says when the head is unknown', async () => {
    const head = await chain();
    const files = 'chain-2.json chain-3.json chain-1.json';
    expect(await ok(`chain --did-json did.json --min-level L3 --head ${head} ${files}`)).toBe(
      `chain\n  L2   chain-1.json\n  L2   chain-2.json\n  L2   chain-3.json\n  head ${head}\n  conformance: L3\n`,
    );
    expect(JSON.parse(await ok(`chain --json --did-json did.json ${files}`))).toMatchObject({
      level: 'L2',
      ok: true,
      head,
      order: ['chain-1.json', 'chain-2.json', 'chain-3.json'],
      warnings: [expect.stringMatching(/^CHAIN_HEAD_UNKNOWN/)],
    });
    expect(await call(`chain --did-json did.json --head ${head} chain-1.json chain-2.json`)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('conformance: FAIL (CHAIN_HEAD_MISMATCH)'),
    });
    expect(await call(`chain --did-json did.json --min-level L3 ${files}`)).toMatchObject({ status: 1 });
    await workspace.write('chain-2.json', (await workspace.read('chain-2.json')).replace('exited 0', 'exited 1'));
    expect(await call(`chain --did-json did.json ${files}`)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('fail SIGNATURE_INVALID, record 1: '),
    });
  });
});

describe('aar verify with more demands', () => {
  it('recomputes evidence from a folder', async () => {
    const response = 'all tests passed\n';
    const observed_at = '2026-11-20T11:00:00Z';
    const check = {
      source: 's',
      query: 'npm test',
      observed_at,
      response_sha256: createHash('sha256').update(response).digest('hex'),
      preimage_sha256: hashPreimage({ query: 'npm test', response, observed_at }),
    };
    await workspace.write('evidenced.json', sampleRecord({ checks: [check] }));
    await ok('sign evidenced.json --priv secrets/key.json');
    await mkdir(join(workspace.folder, 'evidence'));
    const line = 'verify --did-json did.json --evidence evidence evidenced.json';
    expect(await call(line)).toMatchObject({ status: 2, stdout: expect.stringContaining('FAIL (EVIDENCE_MISSING)') });
    await workspace.write('evidence/task-1.out', response);
    expect(await ok(line)).toContain('pass   evidence: 1 recomputed\n');
  });

  it('takes pinned keys, accepted independence, a clock and a bundle of documents', async () => {
    await workspace.write('bundle.json', [jsonObject(await workspace.read('did.json')), referenceDocument].slice(0, 1));
    const x = String(jsonObject(await workspace.read('secrets/key.json'))['x']);
    const line = `verify --did-bundle bundle.json record.json --pin ${encodeMultikey(Buffer.from(x, 'base64url'))}`;
    await ok(`${line} --independence same_principal --independence third_party`);
    expect(await call(`${line}x`)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('SIGNER_KEY_NOT_PINNED'),
    });
    expect(await call(`${line} --independence third_party`)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('conformance: L2 (INDEPENDENCE_NOT_ACCEPTED)'),
    });
    expect(await call(`${line} --at 2026-11-20T10:00:00Z`)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('ISSUED_IN_FUTURE'),
    });
    await workspace.write('bundle.json', { id: 'x' });
    expect(await call(line)).toMatchObject({ status: 2, stdout: expect.stringContaining('DID_DOCUMENT_INVALID') });
  });

  it('reads AAR 0.1 with --legacy only', async () => {
    await workspace.write('legacy.json', fabricationCaught);
    await workspace.write('reference.json', referenceDocument);
    expect(await call('verify --did-json reference.json legacy.json')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('VERSION_UNSUPPORTED'),
    });
    expect(await ok('verify --legacy --did-json reference.json legacy.json')).toContain('conformance: L0\n');
  });
});

describe('aar export', () => {
  it('writes the envelope to stdout or to a file that is not there yet', async () => {
    const text = await ok('export record.json --dsse --priv secrets/key.json');
    expect(jsonObject(text)).toMatchObject({ payloadType: 'application/vnd.in-toto+json' });
    expect(await ok('export record.json --dsse --priv secrets/key.json --out twin.json')).toBe('exported: twin.json\n');
    expect(await workspace.read('twin.json')).toBe(text);
    expect(await call('export record.json --dsse --priv secrets/key.json --out twin.json')).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/^aar: FILE_EXISTS/),
    });
  });
});
