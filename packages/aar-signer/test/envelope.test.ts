import { describe, expect, it } from 'vitest';
import { AarError, signEnvelope, verifyEnvelope } from '@machinist/aar-signer';
import { createIdentity, now, principal } from './fixtures/identity.ts';

const owner = createIdentity();
const stranger = createIdentity('did:web:stranger.example');
const payloadType = 'application/vnd.in-toto+json';
const payload = JSON.stringify({ _type: 'https://in-toto.io/Statement/v1' });
const envelope = signEnvelope({ payloadType, payload, key: owner.key });
const options = { didDocuments: [owner.didDocument], payloadType, at: now };

describe('signEnvelope and verifyEnvelope', () => {
  it('give the payload back byte for byte, with the signer', () => {
    const result = verifyEnvelope(envelope, options);
    expect(result).toMatchObject({ ok: true, signer: principal, keyId: owner.key.keyId });
    expect(result.ok && Buffer.from(result.payload).toString()).toBe(payload);
  });

  it('agree for text, bytes and the parsed envelope, and for payloads that are no text', () => {
    const binary = signEnvelope({ payloadType, payload: Uint8Array.from([0, 255, 10, 13]), key: owner.key });
    const forms = [binary, JSON.stringify(binary), Buffer.from(JSON.stringify(binary))];
    expect(forms.map((form) => verifyEnvelope(form, options))).toEqual(
      forms.map(() => ({
        ok: true,
        payload: Buffer.from([0, 255, 10, 13]),
        signer: principal,
        keyId: owner.key.keyId,
      })),
    );
  });

  it('read base64 in either alphabet', () => {
    const [signature] = envelope.signatures;
    const urlSafe = signature!.sig.replaceAll('+', '-').replaceAll('/', '_');
    expect(verifyEnvelope({ ...envelope, signatures: [{ ...signature!, sig: urlSafe }] }, options).ok).toBe(true);
  });

  it('refuse a changed payload, a changed type and a stranger', () => {
    const other = Buffer.from(payload.replace('v1', 'v2')).toString('base64');
    expect(verifyEnvelope({ ...envelope, payload: other }, options)).toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(
      verifyEnvelope({ ...envelope, payloadType: 'text/plain' }, { ...options, payloadType: 'text/plain' }),
    ).toMatchObject({ code: 'SIGNATURE_INVALID' });
    expect(verifyEnvelope(envelope, { ...options, didDocuments: [stranger.didDocument] })).toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
    expect(verifyEnvelope(envelope, { ...options, didDocuments: [] })).toMatchObject({ code: 'DID_UNRESOLVED' });
  });

  it('let keyid decide nothing', () => {
    const [signature] = envelope.signatures;
    const lying = { ...envelope, signatures: [{ ...signature!, keyid: stranger.key.keyId }] };
    expect(verifyEnvelope(lying, options)).toMatchObject({ ok: true, keyId: owner.key.keyId });
  });

  it('accept one good signature of a trusted signer among others', () => {
    const both = {
      ...envelope,
      signatures: [...signEnvelope({ payloadType, payload, key: stranger.key }).signatures, ...envelope.signatures],
    };
    expect(verifyEnvelope(both, options)).toMatchObject({ ok: true, signer: principal });
    expect(verifyEnvelope(both, { ...options, didDocuments: [stranger.didDocument, owner.didDocument] })).toMatchObject(
      { signer: stranger.did },
    );
  });

  it('refuse keys that were not in force at the time in question', () => {
    const [method] = owner.didDocument.verificationMethod ?? [];
    const expired = { ...owner.didDocument, verificationMethod: [{ ...method!, expires: '2026-11-20T12:00:00Z' }] };
    const at = (time: string) => verifyEnvelope(envelope, { ...options, didDocuments: [expired], at: new Date(time) });
    expect(at('2026-11-20T12:00:00Z')).toMatchObject({ code: 'KEY_EXPIRED' });
    expect(at('2026-11-20T11:59:59Z')).toMatchObject({ ok: true });
  });

  it('refuse text that parsers read differently, and text that is too large', () => {
    const text = JSON.stringify(envelope);
    expect(verifyEnvelope(text.replace('{', '{"payload":"",'), options)).toMatchObject({ code: 'JSON_DUPLICATE_KEY' });
    expect(verifyEnvelope(text, { ...options, maximumBytes: 10 })).toMatchObject({ code: 'INPUT_TOO_LARGE' });
  });

  it('refuse to sign what has no one meaning', () => {
    expect(() => signEnvelope({ payloadType: '', payload, key: owner.key })).toThrow(AarError);
    expect(() => signEnvelope({ payloadType, payload: '\ud800', key: owner.key })).toThrow('lone surrogate');
  });
});
