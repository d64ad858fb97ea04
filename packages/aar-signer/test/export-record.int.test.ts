import { execFile } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, Verifier } from '@sigstore/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AarError,
  exportRecord,
  hashRecord,
  recordPredicateType,
  signRecord,
  statementPayloadType,
  verifyEnvelope,
  type DsseEnvelope,
} from '@machinist/aar-signer';
import { preAuthenticationEncoding } from '../src/core/pre-authentication-encoding.ts';
import { createIdentity, now, principal } from './fixtures/identity.ts';
import { jsonObject } from './fixtures/json-object.ts';
import { asRecord, sampleRecord } from './fixtures/sample-record.ts';
import { createWorkspace } from './fixtures/workspace.ts';

const run = promisify(execFile);
const owner = createIdentity();
const record = signRecord(asRecord({ ...sampleRecord(), _note: 'local', reason: 'caf\u00e9 \u20ac' }), owner.key, {
  now,
});
const envelope = exportRecord(JSON.stringify(record), owner.key);
const statement = jsonObject(Buffer.from(envelope.payload, 'base64').toString());

/** What sigstore-js says of an envelope signed with a known key, without certificate, log or timestamp. */
function sigstoreVerdict(candidate: DsseEnvelope): string {
  const verifier = new Verifier(
    {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: () => ({ publicKey: createPublicKey(owner.key.privateKey), validFor: () => true }),
    },
    { ctlogThreshold: 0, tlogThreshold: 0, tsaThreshold: 0, timestampThreshold: 0 },
  );
  const bundle = bundleFromJSON({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: owner.key.keyId }, tlogEntries: [] },
    dsseEnvelope: candidate,
  });
  try {
    verifier.verify(toSignedEntity(bundle));
    return 'verified';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

const changed = (): DsseEnvelope => ({
  ...envelope,
  payload: Buffer.from(Buffer.from(envelope.payload, 'base64').toString().replace('confirmed', 'unchecked')).toString(
    'base64',
  ),
});

const file = (name: string): string => join(workspace.folder, name);
const codeOf = (text: string, key = owner.key): string => {
  try {
    exportRecord(text, key);
    return 'exported';
  } catch (error) {
    return AarError.isInstance(error) ? error.code : String(error);
  }
};

let workspace: Awaited<ReturnType<typeof createWorkspace>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  return workspace.remove;
});

describe('the DSSE twin of a record', () => {
  it('is a Statement about the whole signed record, whose digest is the hash that prior takes', () => {
    const { _note: _left, ...signed } = jsonObject(JSON.stringify(record));
    expect(envelope.payloadType).toBe(statementPayloadType);
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'aar:task-1', digest: { sha256: Buffer.from(hashRecord(record), 'base64url').toString('hex') } },
      ],
      predicateType: recordPredicateType,
      predicate: signed,
    });
    expect(createHash('sha256').update(JSON.stringify(statement)).digest('hex')).toBe(
      createHash('sha256').update(Buffer.from(envelope.payload, 'base64')).digest('hex'),
    );
    expect(
      verifyEnvelope(envelope, { didDocuments: [owner.didDocument], payloadType: statementPayloadType, at: now }),
    ).toMatchObject({ ok: true, signer: principal });
  });

  it('is verified by sigstore-js, and refused when one word of it changes', () => {
    expect(sigstoreVerdict(envelope)).toBe('verified');
    expect(sigstoreVerdict(changed())).toBe('SIGNATURE_ERROR');
  });

  it('is verified by the openssl program, and refused when one word of it changes', async () => {
    await writeFile(file('key.pem'), createPublicKey(owner.key.privateKey).export({ type: 'spki', format: 'pem' }));
    await writeFile(file('sig'), Buffer.from(envelope.signatures[0]!.sig, 'base64'));
    const openssl = async ({ payloadType, payload }: DsseEnvelope): Promise<string> => {
      await writeFile(file('pae'), preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64')));
      const args = [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        file('key.pem'),
        '-rawin',
        '-in',
        file('pae'),
        '-sigfile',
        file('sig'),
      ];
      return run('openssl', args).then(
        ({ stdout }) => stdout.trim(),
        (error: { stdout: string }) => error.stdout.trim(),
      );
    };
    expect(await openssl(envelope)).toBe('Signature Verified Successfully');
    expect(await openssl(changed())).toBe('Signature Verification Failure');
  });

  it('is made only of a record that this key signed and that is unchanged', () => {
    const text = JSON.stringify(record);
    expect(codeOf(text)).toBe('exported');
    expect(codeOf(text.replace('confirmed', 'unchecked'))).toBe('SIGNATURE_INVALID');
    expect(codeOf(text, createIdentity().key)).toBe('SIGNATURE_INVALID');
    expect(codeOf(text, createIdentity('did:web:other.example').key)).toBe('KEY_OF_ANOTHER_SIGNER');
    expect(codeOf(JSON.stringify(sampleRecord()))).toBe('SIG_MISSING');
    expect(codeOf('{')).toBe('JSON_INVALID');
  });
});
