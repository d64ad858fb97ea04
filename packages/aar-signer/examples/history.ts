import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLog,
  createLogMember,
  generateKey,
  generateLogKey,
  hashRecord,
  importLogKey,
  importPrivateKey,
  openLog,
  parseLogPolicy,
  signRecord,
  verifyChain,
  verifyRecord,
  type UnsignedAar,
} from '@machinist/aar-signer';

const folder = await mkdtemp(join(tmpdir(), 'aar-'));
const now = new Date('2026-11-20T12:00:00Z');
const { privateJwk, didDocument } = generateKey({ did: 'did:web:example.com' });
const key = importPrivateKey(privateJwk);
const base: UnsignedAar = {
  aar: '0.02',
  subject: 'did:web:example.com:worker',
  principal: 'did:web:example.com',
  task: { id: 'task-1', claim: 'The test suite passes' },
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
};

// The log has a key of its own. It is kept in a file, beside the last checkpoint that it signed.
const origin = 'log.example.com/records';
const logKey = importLogKey(generateLogKey(origin), join(folder, 'log.key.checkpoint'));
createLog({ directory: join(folder, 'log'), key: logKey });

// Each record names the log, and the record before it.
const first = signRecord({ ...base, log: createLogMember(origin) }, key, { now });
const second = signRecord({ ...base, log: createLogMember(origin), prior: hashRecord(first) }, key, { now });

const log = openLog({ directory: join(folder, 'log'), key: logKey });
const indexes = log.append([first, second]);
const proof = log.prove(0); // a C2SP tlog-proof: goes beside the record
log.close();

// Whoever verifies needs the record, its proof and a policy. Nothing else, and no network.
const policy = parseLogPolicy(`log ${logKey.verifierKey}\nquorum none\n`);
if (!policy.ok) throw new Error(policy.message);
const options = { didDocuments: [didDocument], now };
const logged = verifyRecord(JSON.stringify(first), { ...options, log: { policy: policy.policy, proof } });
console.log(indexes, logged.level, logged.warnings);

const texts = [first, second].map((record) => JSON.stringify(record));
const whole = verifyChain(texts, { ...options, head: hashRecord(second) });
const cut = verifyChain(texts.slice(0, 1), { ...options, head: hashRecord(second) });
console.log(whole.level, cut.level, cut.code);
await rm(folder, { recursive: true });
