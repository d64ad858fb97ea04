import { createServer } from 'node:net';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDidResolver,
  signRecord,
  verifyRecordOnline,
  type DidResolverOptions,
  type SignedAar,
} from '@machinist/aar-signer';
import { createIdentity, now, type Identity } from '../fixtures/identity.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { portOf, startTlsServer, type Answer } from '../fixtures/tls-server.ts';

let server: Awaited<ReturnType<typeof startTlsServer>>;
let owner: Identity;
let record: SignedAar;

beforeAll(async () => {
  server = await startTlsServer();
  owner = createIdentity(`did:web:did.example%3A${server.port}:team`);
  record = signRecord(sampleRecord({ principal: owner.did }), owner.key, { now });
});
afterAll(async () => server.stop());

const looseOptions = (): DidResolverOptions => ({
  lookup: async () => ['127.0.0.1'],
  isAddressAllowed: () => true,
  ca: server.ca,
});
const document = () => JSON.stringify(owner.didDocument);
const json =
  (body: () => string | Buffer, headers: Record<string, string> = {}, status = 200): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/did+json; charset=utf-8', ...headers }).end(body());
const judge = async (options: DidResolverOptions = {}) =>
  verifyRecordOnline(JSON.stringify(record), createDidResolver({ ...looseOptions(), ...options }), { now });

describe('verifyRecordOnline', () => {
  it('fetches the document from the place of the method, once for many records, and verifies with it', async () => {
    server.serve(json(document));
    const resolver = createDidResolver(looseOptions());
    const results = await Promise.all(
      [1, 2, 3].map(async () => verifyRecordOnline(JSON.stringify(record), resolver, { now })),
    );
    expect(results.map(({ level, signer }) => [level, signer])).toEqual([1, 2, 3].map(() => ['L2', owner.did]));
    expect(server.requests).toEqual([`did.example:${server.port}/team/did.json`]);
  });

  it('asks the place of the reference signer where the own one is not found', async () => {
    server.serve((request, response) =>
      request.url === '/team/.well-known/did.json' ? json(document)(request, response) : response.writeHead(404).end(),
    );
    expect(await judge()).toMatchObject({ level: 'L2' });
    expect(server.requests).toHaveLength(2);
    server.serve((_request, response) => response.writeHead(404).end());
    expect(await judge()).toMatchObject({ code: 'DID_RESPONSE_REFUSED' });
  });

  it('sends no request for a record that is wrong anyway, nor with documents at hand', async () => {
    server.serve(json(document));
    const resolver = createDidResolver(looseOptions());
    const bad = [
      { ...record, reason: '' },
      { ...record, issued: '2027-01-01T00:00:00Z' },
      { ...record, sig: { ...record.sig, by: 'did:web:stranger.example' } },
    ];
    for (const value of bad)
      expect(await verifyRecordOnline(JSON.stringify(value), resolver, { now })).toMatchObject({ level: 'FAIL' });
    const given = await verifyRecordOnline(JSON.stringify(record), resolver, {
      now,
      didDocuments: [createIdentity('did:web:other.example').didDocument],
    });
    expect(given.code).toBe('DID_DOCUMENT_MISMATCH');
    expect(server.connections()).toBe(0);
    expect(await verifyRecordOnline(JSON.stringify({ ...record, reason: 'changed' }), resolver, { now })).toMatchObject(
      { code: 'SIGNATURE_INVALID' },
    );
  });
});

describe('createDidResolver', () => {
  it('connects to no address outside the open internet, and to none of a name that has such a one', async () => {
    server.serve(json(document));
    const { isAddressAllowed: _loose, ...strict } = looseOptions();
    const resolve = async (...addresses: string[]) =>
      createDidResolver({ ...strict, lookup: async () => addresses }).resolve(owner.did);
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], ['::1']]) {
      expect(await resolve(...addresses)).toMatchObject({ code: 'DID_HOST_REFUSED' });
    }
    expect(server.connections()).toBe(0);
  });

  it('connects to the address that was checked, whatever the name means a moment later', async () => {
    server.serve(json(document));
    let lookups = 0;
    const rebinding = async () => {
      lookups += 1;
      return lookups === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    };
    const checked: string[] = [];
    const isAddressAllowed = (address: string): boolean => {
      checked.push(address);
      return true;
    };
    expect(await judge({ lookup: rebinding, isAddressAllowed })).toMatchObject({ level: 'L2' });
    expect([lookups, checked, server.connections()]).toEqual([1, ['127.0.0.1'], 1]);
  });

  it('uses the same address for the second place, without asking the name again', async () => {
    server.serve((_request, response) => response.writeHead(404).end());
    let lookups = 0;
    await judge({ lookup: async () => ((lookups += 1), ['127.0.0.1']) });
    expect([lookups, server.requests.length]).toEqual([1, 2]);
  });

  it.each<[string, () => Answer]>([
    ['a redirect', () => (_request, response) => response.writeHead(302, { location: '/team/did.json' }).end()],
    ['a permanent redirect with a document', () => json(document, { location: '/' }, 308)],
    ['an error', () => json(document, {}, 500)],
    ['a success that is not 200', () => json(document, {}, 203)],
    ['another type', () => json(document, { 'content-type': 'text/html' })],
    ['no type', () => (_request, response) => response.end(document())],
    ['a compressed answer', () => json(() => gzipSync(document()), { 'content-encoding': 'gzip' })],
    ['an answer above 64 KiB', () => json(() => document() + ' '.repeat(65_536))],
    ['an endless answer', () => endless],
  ])('refuses %s', async (_why, answer) => {
    server.serve(answer());
    expect(await judge()).toMatchObject({ level: 'FAIL', code: 'DID_RESPONSE_REFUSED' });
    expect(server.requests).toHaveLength(1);
    server.serve(json(document));
    expect(await judge()).toMatchObject({ level: 'L2' });
  });

  it.each<[string, string, () => Answer]>([
    [
      'the document of another DID',
      'DID_DOCUMENT_MISMATCH',
      () => json(() => document().replaceAll(':team', ':other')),
    ],
    ['a document with a repeated key', 'DID_DOCUMENT_INVALID', () => json(() => document().replace('{', '{"id":"x",'))],
    [
      'a document with a private key',
      'DID_DOCUMENT_PRIVATE_KEY',
      () => json(() => document().replace('"kty"', `"d":"${'A'.repeat(43)}","kty"`)),
    ],
    ['no JSON', 'DID_DOCUMENT_INVALID', () => json(() => '<html>')],
    [
      'a cut answer',
      'DID_FETCH_FAILED',
      () => (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
        response.write('{');
        setImmediate(() => response.destroy());
      },
    ],
  ])('refuses %s with %s', async (_why, code, answer) => {
    server.serve(answer());
    expect(await judge()).toMatchObject({ level: 'FAIL', code });
  });

  it('gives up a server that says nothing or never ends, and a name that is never found', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const port = portOf(silent);
    const short = { ...looseOptions(), connectTimeoutMs: 200, totalTimeoutMs: 400 };
    expect(await createDidResolver(short).resolve(`did:web:did.example%3A${port}`)).toMatchObject({
      code: 'DID_FETCH_FAILED',
      message: expect.stringContaining('no connection within'),
    });
    silent.close();
    server.serve((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'));
    expect(await judge({ connectTimeoutMs: 5_000, totalTimeoutMs: 700 })).toMatchObject({ code: 'DID_FETCH_FAILED' });
    expect(await judge({ lookup: async () => new Promise(() => undefined), connectTimeoutMs: 50 })).toMatchObject({
      code: 'DID_FETCH_FAILED',
    });
    expect(await judge({ lookup: async () => Promise.reject(new Error('no such name')) })).toMatchObject({
      code: 'DID_FETCH_FAILED',
    });
    expect(await judge({ lookup: async () => [] })).toMatchObject({ code: 'DID_FETCH_FAILED' });
  });

  it('trusts a server only with a certificate for its name, and speaks nothing but TLS', async () => {
    server.serve(json(document));
    const { ca: _own, ...usual } = looseOptions();
    expect(await createDidResolver(usual).resolve(owner.did)).toMatchObject({ code: 'DID_FETCH_FAILED' });
    expect(
      await createDidResolver(looseOptions()).resolve(owner.did.replace('did.example', 'other.example')),
    ).toMatchObject({ code: 'DID_FETCH_FAILED' });
    const plain = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{}')).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const port = portOf(plain);
    expect(await createDidResolver(looseOptions()).resolve(`did:web:did.example%3A${port}`)).toMatchObject({
      code: 'DID_FETCH_FAILED',
    });
    plain.close();
    expect(server.requests).toEqual([]);
  });

  it('looks up nothing but did:web with a plain path', async () => {
    const resolver = createDidResolver({ lookup: async () => Promise.reject(new Error('asked')) });
    for (const did of [
      'did:key:z6Mk',
      'did:web:did.example:a%2Fb',
      'did:web:did.example:a%3Fb',
      'did:web:did.example#k',
      `did:web:did.example${':a'.repeat(17)}`,
      'nonsense',
    ]) {
      expect(await resolver.resolve(did)).toMatchObject({ code: 'DID_UNRESOLVED' });
    }
  });

  it('needs a rotated document: a revoked key signs nothing after its end', async () => {
    const [method] = owner.didDocument.verificationMethod ?? [];
    const ended = (revoked: string) =>
      json(() => JSON.stringify({ ...owner.didDocument, verificationMethod: [{ ...method, revoked }] }));
    server.serve(ended('2026-11-20T11:00:00Z'));
    expect(await judge()).toMatchObject({ code: 'KEY_REVOKED' });
    server.serve(ended('2026-11-20T11:30:00Z'));
    expect(await judge()).toMatchObject({ level: 'L2', warnings: [expect.stringMatching(/^KEY_SINCE_REVOKED/)] });
  });
});

const endless: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    if (!response.destroyed) response.write(' '.repeat(10_000), () => setImmediate(more));
  };
  more();
};
