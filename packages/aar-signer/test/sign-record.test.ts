import { describe, expect, it } from 'vitest';
import { AarError, importPrivateKey, signRecord, signUnknownRecord, verifyRecord } from '@machinist/aar-signer';
import { createIdentity, now, principal } from './fixtures/identity.ts';
import { asRecord, sampleRecord } from './fixtures/sample-record.ts';

const owner = createIdentity();
const codeOf = (record: unknown, options: { signer?: string } = {}, key = owner.key): string => {
  try {
    signUnknownRecord(record, key, { now, ...options });
    return 'signed';
  } catch (error) {
    return AarError.isInstance(error) ? error.code : 'not an AarError';
  }
};

describe('signRecord', () => {
  it('signs as the principal, verifies at L2 and leaves its argument alone', () => {
    const record = Object.freeze(sampleRecord());
    const signed = signRecord(record, owner.key, { now });
    expect(signed.sig).toMatchObject({ alg: 'Ed25519', by: principal });
    expect(record).not.toHaveProperty('sig');
    expect(verifyRecord(JSON.stringify(signed), { didDocuments: [owner.didDocument], now }).level).toBe('L2');
  });

  it('keeps the order of members and the annotations', () => {
    const signed = signRecord(asRecord({ _first: 1, ...sampleRecord() }), owner.key, { now });
    expect(Object.keys(signed)).toEqual(['_first', ...Object.keys(sampleRecord()), 'sig']);
  });

  it('signs again with the key of sig.by and replaces the old signature', () => {
    const first = signRecord(sampleRecord(), owner.key, { now });
    const second = signRecord({ ...first, reason: 'again' }, owner.key, { now });
    expect(second.sig.value).not.toBe(first.sig.value);
    expect(signRecord(first, owner.key, { now })).toEqual(first);
  });

  it('signs for a verifier that is named as signer', () => {
    const verifier = createIdentity('did:web:auditor.example');
    const record = sampleRecord({ verifier: { id: verifier.did } });
    expect(codeOf(record, {}, verifier.key)).toBe('KEY_OF_ANOTHER_SIGNER');
    expect(signRecord(record, verifier.key, { now, signer: verifier.did }).sig.by).toBe(verifier.did);
    expect(signRecord({ ...record, sig: { by: verifier.did } }, verifier.key, { now }).sig.by).toBe(verifier.did);
  });

  it('refuses a record that names another signer, also when the key would be allowed', () => {
    const record = { ...sampleRecord(), sig: { by: `${principal}:verifier` } };
    expect(codeOf(record)).toBe('RECORD_OF_ANOTHER_SIGNER');
    expect(codeOf({ ...sampleRecord(), sig: { by: principal } }, { signer: `${principal}:verifier` })).toBe(
      'RECORD_OF_ANOTHER_SIGNER',
    );
    expect(codeOf({ ...sampleRecord(), sig: { by: principal } })).toBe('signed');
  });

  it('refuses a key that is neither of principal nor verifier, even when it is named as signer', () => {
    const stranger = createIdentity('did:web:stranger.example');
    expect(codeOf(sampleRecord(), {}, stranger.key)).toBe('KEY_OF_ANOTHER_SIGNER');
    expect(codeOf(sampleRecord(), { signer: stranger.did }, stranger.key)).toBe('SIGNER_NOT_AUTHORISED');
  });

  it('refuses with the code of the verifier what a verifier would refuse', () => {
    expect(codeOf({ ...sampleRecord(), aar: '0.1' })).toBe('VERSION_UNSUPPORTED');
    expect(codeOf({ ...sampleRecord(), extra: 1 })).toBe('FIELD_UNKNOWN');
    expect(codeOf({ ...sampleRecord(), verdict: undefined })).toBe('FIELD_MISSING');
    expect(codeOf(sampleRecord({ ground_truth: 'contradicted' }))).toBe('VERDICT_CONTRADICTORY');
    expect(codeOf(sampleRecord({ issued: '2026-11-21T00:00:00Z' }))).toBe('ISSUED_IN_FUTURE');
    expect(codeOf({ ...sampleRecord(), task: { id: 'a', claim: 'b', _x: 1 } })).toBe('NESTED_UNSIGNED_KEY');
    expect(codeOf(sampleRecord({ reason: '\ud800' }))).toBe('JSON_LONE_SURROGATE');
    expect(codeOf(sampleRecord({ reason: 'x'.repeat(1_048_100) }))).toBe('INPUT_TOO_LARGE');
    expect(codeOf({ ...sampleRecord(), sig: 'x' })).toBe('SIG_MALFORMED');
    expect(codeOf([])).toBe('RECORD_NOT_OBJECT');
  });

  it('refuses values without JSON form', () => {
    const cycle: Record<string, unknown> = { ...sampleRecord() };
    cycle['log'] = cycle;
    expect(codeOf(cycle)).toBe('RECORD_NOT_JSON');
    expect(codeOf(undefined)).toBe('RECORD_NOT_JSON');
    expect(codeOf({ ...sampleRecord(), _big: 1n })).toBe('RECORD_NOT_JSON');
  });

  it('signs what the JSON of the record says, not what a getter says later', () => {
    let reads = 0;
    const record = {
      ...sampleRecord(),
      get reason() {
        reads += 1;
        return `read ${reads}`;
      },
    };
    const signed = signRecord(record, owner.key, { now });
    expect(verifyRecord(JSON.stringify(signed), { didDocuments: [owner.didDocument], now }).level).toBe('L2');
  });
});

const importing = (jwk: unknown, did?: string) => () => importPrivateKey(jwk, did === undefined ? {} : { did });

describe('importPrivateKey', () => {
  const { kid, ...bare } = owner.privateJwk;

  it('takes the owner from kid, or from did for a bare JWK', () => {
    expect(importPrivateKey(owner.privateJwk)).toMatchObject({ did: principal, keyId: kid });
    expect(importPrivateKey(bare, { did: principal })).toMatchObject({ did: principal, keyId: principal });
    expect(importing(bare)).toThrow('has no kid');
    expect(importing(owner.privateJwk, 'did:web:other.example')).toThrow('the key belongs to did:web:example.com');
  });

  it('refuses halves that do not belong together, other curves and public keys', () => {
    expect(importing({ ...owner.privateJwk, x: createIdentity().privateJwk.x })).toThrow('not the public half');
    expect(importing({ ...owner.privateJwk, crv: 'X25519' })).toThrow('not a private Ed25519 JWK');
    expect(importing({ ...owner.privateJwk, d: undefined })).toThrow('not a private Ed25519 JWK');
    expect(importing({ ...owner.privateJwk, d: 'AA' })).toThrow('32 bytes');
  });

  it('never quotes the secret in a message', () => {
    const broken = { ...owner.privateJwk, x: createIdentity().privateJwk.x };
    const message = (() => {
      try {
        importPrivateKey(broken);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return '';
    })();
    expect(message).not.toBe('');
    expect(message).not.toContain(owner.privateJwk.d);
  });
});
