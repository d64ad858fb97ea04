import {
  generateKey,
  importPrivateKey,
  parseDidDocument,
  type UnsignedAar,
} from '../../packages/aar-signer/src/index.ts';

/** A record that reaches L2, of the size a driver writes. */
export const record: UnsignedAar = {
  aar: '0.02',
  subject: 'did:web:example.com:machine-driver',
  principal: 'did:web:example.com',
  task: { id: 'task-42', claim: 'The worker reported: the test suite of the parser passes' },
  verdict: 'verified',
  ground_truth: 'confirmed',
  reason: 'the verify command exited 0',
  checks: [
    {
      source: 'git:example/repository@4c16c88b0f3a5d1e',
      query: 'npm test -- --project parser',
      observed_at: '2026-11-20T11:00:00Z',
      response_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      preimage_sha256: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
    },
  ],
  verifier: { id: 'did:web:example.com:verifier', independence: 'same_principal' },
  issued: '2026-11-20T11:00:01Z',
};

export const now = new Date('2026-11-20T12:00:00Z');

const { privateJwk, didDocument } = generateKey({ did: 'did:web:example.com' });
const parsed = parseDidDocument(JSON.stringify(didDocument));
if (!parsed.ok) throw new Error(parsed.message);

export const key = importPrivateKey(privateJwk);
/** Read once, as a program that verifies many records does. */
export const didDocuments = [parsed.document];
