import { generateKey, importPrivateKey, signRecord, verifyRecord } from '@machinist/aar-signer';

const { privateJwk, didDocument } = generateKey({ did: 'did:web:example.com' });
const now = new Date('2026-11-20T12:00:00Z');

const signed = signRecord(
  {
    aar: '0.02',
    subject: 'did:web:example.com:worker',
    principal: 'did:web:example.com',
    task: { id: 'task-42', claim: 'The test suite passes' },
    verdict: 'verified',
    ground_truth: 'confirmed',
    reason: 'npm test exited 0',
    checks: [
      {
        source: 'git:example/repository@4c16c88',
        query: 'npm test',
        observed_at: '2026-11-20T11:00:00Z',
        response_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    ],
    verifier: { id: 'did:web:example.com:verifier', independence: 'same_principal' },
    issued: '2026-11-20T11:00:01Z',
  },
  importPrivateKey(privateJwk),
  { now },
);

const text = JSON.stringify(signed);
const { level, ok, code, signer } = verifyRecord(text, { didDocuments: [didDocument], now, minimumLevel: 'L2' });
console.log({ level, ok, code, signer });

const tampered = verifyRecord(text.replace('exited 0', 'exited 1'), { didDocuments: [didDocument], now });
console.log({ level: tampered.level, code: tampered.code });
