import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importPrivateKey, signRecord, verifyRecord } from '@machinist/aar-signer';
import { createIdentity, now, principal } from './fixtures/identity.ts';
import { fabricationCaught, referenceDocument } from './fixtures/reference-records.ts';
import { referenceSign, referenceVerify } from './fixtures/reference-signer.ts';
import { asRecord, sampleRecord } from './fixtures/sample-record.ts';

describe('the rules of the public reference tool', () => {
  it('accept the signature of a record that we sign, with annotations and all', () => {
    const owner = createIdentity();
    const signed = signRecord(
      asRecord({ _note: 'x', ...sampleRecord({ prior: 'A'.repeat(43), log: { entries: 12, ratio: 0.5 } }) }),
      owner.key,
      { now },
    );
    expect(referenceVerify(signed, createPublicKey(owner.key.privateKey))).toBe(true);
    expect(
      referenceVerify({ ...signed, reason: 'other' } as typeof signed, createPublicKey(owner.key.privateKey)),
    ).toBe(false);
  });

  it('make signatures that we verify at L2, with a key and a document in their form', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const document = {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
      id: principal,
      verificationMethod: [
        {
          id: `${principal}#key-1`,
          type: 'JsonWebKey2020',
          controller: principal,
          publicKeyJwk: { ...publicKey.export({ format: 'jwk' }) },
        },
      ],
      assertionMethod: [`${principal}#key-1`],
    };
    const text = JSON.stringify(referenceSign(sampleRecord(), privateKey, principal));
    expect(verifyRecord(text, { didDocuments: [document], now })).toMatchObject({ level: 'L2', ok: true });
    const key = importPrivateKey(privateKey.export({ format: 'jwk' }), { did: principal });
    expect(signRecord(sampleRecord(), key, { now })).toEqual(JSON.parse(text));
  });

  it('give the levels that we give, for records without attack', () => {
    const owner = createIdentity();
    const levelOf = (overrides: object) =>
      verifyRecord(
        JSON.stringify(referenceSign({ ...sampleRecord(), ...overrides }, owner.key.privateKey, principal)),
        {
          didDocuments: [owner.didDocument],
          now,
        },
      ).level;
    expect(levelOf({})).toBe('L2');
    expect(levelOf({ quality: 'substantive' })).toBe('L2');
    expect(levelOf({ verifier: { id: sampleRecord().subject } })).toBe('L1');
    expect(levelOf({ checks: [] })).toBe('L0');
  });
});

describe('a published record of AAR 0.1', () => {
  const options = { didDocuments: [referenceDocument], now };
  const judge = (record: object, acceptLegacy: boolean) =>
    verifyRecord(JSON.stringify(record), { ...options, acceptLegacy });

  it('is refused by its version, and read only on request, at a level that its evidence allows', () => {
    expect(judge(fabricationCaught, false)).toMatchObject({ level: 'FAIL', code: 'VERSION_UNSUPPORTED' });
    const read = judge(fabricationCaught, true);
    expect(read).toMatchObject({ level: 'L0', ok: true, signer: 'did:web:example.com', record: null });
    expect(read.checks.filter(({ status }) => status === 'capped').map(({ code }) => code)).toEqual([
      'EVIDENCE_ABSENT',
      'LEGACY_RECORD',
    ]);
  });

  it('is refused when changed, and with members of another version', () => {
    expect(judge({ ...fabricationCaught, verdict: 'verified' }, true).level).toBe('FAIL');
    expect(judge({ ...fabricationCaught, reason: 'fine' }, true).code).toBe('SIGNATURE_INVALID');
    expect(judge({ ...fabricationCaught, checks: [] }, true).code).toBe('FIELD_UNKNOWN');
    expect(judge({ ...fabricationCaught, verifier: { independence: 'third_party' } }, true).code).toBe('FIELD_UNKNOWN');
    expect(judge({ ...sampleRecord(), sig: fabricationCaught.sig }, true).code).toBe('SIGNATURE_INVALID');
  });
});
