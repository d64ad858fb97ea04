import { describe, expect, it } from 'vitest';
import {
  generateKey,
  importPrivateKey,
  parseDidDocument,
  signRecord,
  verifyRecord,
  type DidDocument,
} from '@machinist/aar-signer';
import { createIdentity, now, principal } from './fixtures/identity.ts';
import { referenceSign } from './fixtures/reference-signer.ts';
import { sampleRecord } from './fixtures/sample-record.ts';

const owner = createIdentity();
const options = { didDocuments: [owner.didDocument], now };
const verify = (overrides: object = {}) =>
  verifyRecord(
    JSON.stringify(referenceSign({ ...sampleRecord(), ...overrides }, owner.key.privateKey, principal)),
    options,
  );
const caps = (overrides: object) => {
  const { level, checks } = verify(overrides);
  return [level, ...checks.filter(({ status }) => status === 'capped').map(({ code }) => code)];
};

const claim = (id: string) => verify({ verifier: { id, independence: 'separate_principal' } }).warnings;

describe('verifyRecord', () => {
  it('gives L2 to a record with evidence and a verifier other than its subject, and names the signer', () => {
    expect(verify()).toMatchObject({
      level: 'L2',
      ok: true,
      code: null,
      signer: principal,
      unsigned: [],
      warnings: [],
    });
  });

  it('reads bytes and text alike', () => {
    const text = JSON.stringify(signRecord(sampleRecord(), owner.key, { now }));
    expect(verifyRecord(Buffer.from(text), options)).toEqual(verifyRecord(text, options));
  });

  it('caps a record, with the reason, where evidence or independence is missing', () => {
    expect(caps({ ground_truth: undefined })).toEqual(['L0', 'GROUND_TRUTH_ABSENT']);
    expect(caps({ checks: undefined })).toEqual(['L0', 'EVIDENCE_ABSENT']);
    expect(caps({ checks: [] })).toEqual(['L0', 'EVIDENCE_ABSENT']);
    expect(caps({ ground_truth: 'unchecked', checks: undefined })).toEqual(['L1', 'GROUND_TRUTH_UNCHECKED']);
    expect(caps({ verifier: undefined })).toEqual(['L1', 'VERIFIER_ABSENT']);
    expect(caps({ verifier: { model: 'vitest' } })).toEqual(['L1', 'VERIFIER_ABSENT']);
    expect(caps({ subject: principal })).toEqual(['L1', 'SIGNED_BY_SUBJECT']);
  });

  it('sees through other spellings of the subject in verifier.id', () => {
    const spellings = [
      'did:web:EXAMPLE.com:machine-driver',
      'did:web:example.com:m%61chine-driver',
      'did:web:example.com%3A443:machine-driver#v',
      'did:web:example.com:machine-driver',
    ];
    expect(spellings.map((id) => caps({ verifier: { id } }))).toEqual(
      spellings.map(() => ['L1', 'VERIFIER_IS_SUBJECT']),
    );
    expect(caps({ verifier: { id: 'did:web:example.com:Machine-driver' } })).toEqual(['L2']);
  });

  it('names unsigned annotations and leaves them out of the verdict', () => {
    expect(verify({ _note: 'conformance: L3', __proto__x: 1 })).toMatchObject({
      level: 'L2',
      unsigned: ['_note', '__proto__x'],
    });
  });

  it('grants no L3 for a prior or a log, and says that history was not checked', () => {
    const result = verify({ prior: 'A'.repeat(43), log: { origin: 'log.example' } });
    expect(result).toMatchObject({ level: 'L2', ok: true });
    expect(result.warnings).toEqual([expect.stringMatching(/^HISTORY_NOT_CHECKED: prior and log /)]);
  });

  it('lets the verifier sign, and the host of the verifier', () => {
    const verifier = createIdentity('did:web:auditor.example');
    const judge = (id: string) =>
      verifyRecord(
        JSON.stringify(referenceSign(sampleRecord({ verifier: { id } }), verifier.key.privateKey, verifier.did)),
        {
          didDocuments: [verifier.didDocument],
          now,
        },
      );
    expect(judge(verifier.did)).toMatchObject({ level: 'L2', signer: verifier.did });
    expect(judge(`${verifier.did}:team:angel`)).toMatchObject({ level: 'L2', signer: verifier.did });
    expect(judge(`${verifier.did}%3A8443:angel`).code).toBe('SIGNER_NOT_AUTHORISED');
  });

  it('tries every eligible key, so that records outlive a rotation', () => {
    const next = createIdentity();
    const [old] = owner.didDocument.verificationMethod ?? [];
    const [fresh] = next.didDocument.verificationMethod ?? [];
    const rotated = {
      id: principal,
      verificationMethod: [fresh!, { ...old!, revoked: '2026-11-20T11:30:00Z' }],
      assertionMethod: [fresh!.id, old!.id],
    };
    const judge = (key: typeof owner.key, issued: string) =>
      verifyRecord(JSON.stringify(referenceSign(sampleRecord({ issued }), key.privateKey, principal)), {
        didDocuments: [rotated],
        now,
      });
    expect(judge(next.key, '2026-11-20T11:40:00Z')).toMatchObject({ level: 'L2', warnings: [] });
    expect(judge(owner.key, '2026-11-20T11:29:59Z').warnings).toEqual([expect.stringMatching(/^KEY_SINCE_REVOKED: /)]);
    expect(judge(owner.key, '2026-11-20T11:40:00Z').code).toBe('SIGNATURE_INVALID');
  });

  it('warns when a key has expired since', () => {
    const [method] = owner.didDocument.verificationMethod ?? [];
    const document = { ...owner.didDocument, verificationMethod: [{ ...method!, expires: '2026-11-20T11:30:00Z' }] };
    const text = JSON.stringify(signRecord(sampleRecord(), owner.key, { now }));
    expect(verifyRecord(text, { didDocuments: [document], now }).warnings).toEqual([
      expect.stringMatching(/^KEY_SINCE_EXPIRED: /),
    ]);
  });

  it('doubts a separate principal that lives on the host of the principal', () => {
    expect(claim('did:web:example.com:other')).toEqual([expect.stringMatching(/^INDEPENDENCE_DOUBTFUL: /)]);
    expect(claim('did:web:auditor.example')).toEqual([]);
  });

  it('reads embedded, relative and Multikey verification methods', () => {
    const [method] = owner.didDocument.verificationMethod ?? [];
    const judge = (document: DidDocument) =>
      verifyRecord(JSON.stringify(referenceSign(sampleRecord(), owner.key.privateKey, principal)), {
        didDocuments: [document],
        now,
      }).level;
    expect(judge({ id: principal, assertionMethod: [method!] })).toBe('L2');
    expect(judge({ id: principal, verificationMethod: [{ ...method!, id: '#k' }], assertionMethod: ['#k'] })).toBe(
      'L2',
    );
    expect(
      judge({ id: principal, verificationMethod: [{ ...method!, id: '#k' }], assertionMethod: [`${principal}#k`] }),
    ).toBe('L2');
  });

  it('verifies a did:key without any document, and warns that it vouches for nobody', () => {
    const { privateJwk, didDocument } = generateKey({ did: 'did:key' });
    const did = didDocument.id;
    const record = signRecord(sampleRecord({ principal: did }), importPrivateKey(privateJwk), { now });
    const alone = verifyRecord(JSON.stringify(record), { now });
    expect(alone).toMatchObject({
      level: 'L2',
      signer: did,
      warnings: [expect.stringMatching(/^SIGNER_SELF_ASSERTED: /)],
    });
    expect(verifyRecord(JSON.stringify(record), { now, didDocuments: [didDocument] })).toMatchObject({
      level: 'L2',
      warnings: [],
    });
  });

  it('trusts nobody outside the documents it was given, a did:key neither', () => {
    const { privateJwk, didDocument } = generateKey({ did: 'did:key' });
    const attacker = importPrivateKey(privateJwk);
    const record = signRecord(sampleRecord({ verifier: { id: didDocument.id } }), attacker, {
      now,
      signer: didDocument.id,
    });
    expect(verifyRecord(JSON.stringify(record), options).code).toBe('DID_DOCUMENT_MISMATCH');
    expect(verifyRecord(JSON.stringify(record), { now }).level).toBe('L2');
  });

  it('takes the key of a did:key from the DID, whatever a document says', () => {
    const { privateJwk, didDocument } = generateKey({ did: 'did:key' });
    const [method] = createIdentity(principal).didDocument.verificationMethod ?? [];
    const forged = {
      id: didDocument.id,
      assertionMethod: [{ ...method!, id: `${didDocument.id}#x`, controller: didDocument.id }],
    };
    const text = JSON.stringify(
      signRecord(sampleRecord({ principal: didDocument.id }), importPrivateKey(privateJwk), { now }),
    );
    expect(verifyRecord(text, { now, didDocuments: [forged] }).level).toBe('L2');
  });

  it('is below a demanded L3 whatever the record holds', () => {
    const text = JSON.stringify(signRecord(sampleRecord({ prior: 'A'.repeat(43) }), owner.key, { now }));
    expect(verifyRecord(text, { ...options, minimumLevel: 'L3' })).toMatchObject({
      level: 'L2',
      ok: false,
      code: 'BELOW_MINIMUM_LEVEL',
    });
  });

  it('reports no signer and no record for what failed', () => {
    const text = JSON.stringify(signRecord(sampleRecord(), owner.key, { now })).replace(
      'npm test exited 0',
      'npm test exited 1',
    );
    expect(verifyRecord(text, options)).toMatchObject({ level: 'FAIL', ok: false, signer: null, record: null });
  });

  it('refuses an invalid clock', () => {
    expect(() => verifyRecord('{}', { now: new Date(Number.NaN) })).toThrow('now is an invalid date');
  });

  it('gives the same result for a parsed, frozen document and a plain one', () => {
    const parsed = parseDidDocument(JSON.stringify(owner.didDocument));
    const text = JSON.stringify(signRecord(sampleRecord(), owner.key, { now }));
    expect(parsed.ok && verifyRecord(text, { didDocuments: [parsed.document], now })).toEqual(
      verifyRecord(text, options),
    );
    expect(parsed.ok && Object.isFrozen(parsed.document.verificationMethod?.[0])).toBe(true);
  });
});

describe('parseDidDocument', () => {
  it('refuses repeated keys and private keys', () => {
    const text = JSON.stringify(owner.didDocument);
    expect(parseDidDocument(text.replace('"id"', '"id":"did:web:x.example","id"'))).toMatchObject({
      code: 'DID_DOCUMENT_INVALID',
    });
    expect(parseDidDocument(JSON.stringify({ id: principal, key: owner.privateJwk }))).toMatchObject({
      code: 'DID_DOCUMENT_PRIVATE_KEY',
    });
    expect(parseDidDocument(text)).toMatchObject({ ok: true });
  });
});
