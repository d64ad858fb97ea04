// What signing and verifying cost over bare node:crypto, and how long hostile input can keep the verifier busy.
import { createPublicKey, sign, verify } from 'node:crypto';
import { signRecord, verifyRecord } from '../packages/aar-signer/src/index.ts';
import { canonicalJson } from '../packages/aar-signer/src/core/canonical-json.ts';
import { hostileInputs } from './aar/hostile-inputs.ts';
import { loggedAmongAMillion } from './aar/million-leaves.ts';
import { measureCpu } from './aar/measure-cpu.ts';
import { didDocuments, key, now, record } from './aar/sample.ts';

let failed = 0;
function report(name: string, figure: number, limit: number, unit: string): void {
  const good = figure <= limit;
  if (!good) failed += 1;
  console.log(
    `  ${name.padEnd(44)} ${figure.toFixed(2).padStart(7)}${unit}  limit ${limit}${unit}  ${good ? 'PASS' : 'FAIL'}`,
  );
}

const signed = signRecord(record, key, { now });
const text = Buffer.from(JSON.stringify(signed));
const bytes = Buffer.from(canonicalJson(record), 'utf8');
const signature = Buffer.from(signed.sig.value, 'base64url');
const publicKey = createPublicKey(key.privateKey);
const options = { didDocuments, now };

const cpu = measureCpu(
  [
    { name: 'bare sign', run: () => sign(null, bytes, key.privateKey) },
    { name: 'signRecord', run: () => signRecord(record, key, { now }) },
    { name: 'bare verify', run: () => verify(null, bytes, publicKey, signature) },
    { name: 'verifyRecord', run: () => verifyRecord(text, options) },
    { name: 'bare round trip', run: () => verify(null, bytes, publicKey, sign(null, bytes, key.privateKey)) },
    { name: 'round trip', run: () => verifyRecord(JSON.stringify(signRecord(record, key, { now })), options) },
  ],
  { rounds: 150, batch: 100 },
);
const ratio = (ours: string, bare: string): number => (cpu.get(ours) ?? Number.NaN) / (cpu.get(bare) ?? Number.NaN);

console.log(`aar: a record of ${text.byteLength} bytes; CPU medians of 150 paired rounds`);
for (const [name, microseconds] of cpu) console.log(`  ${name.padEnd(44)} ${microseconds.toFixed(1).padStart(7)} us`);
report('sign over bare sign', ratio('signRecord', 'bare sign'), 1.25, 'x');
report('verify over bare verify', ratio('verifyRecord', 'bare verify'), 1.15, 'x');
report('round trip over bare round trip', ratio('round trip', 'bare round trip'), 1.2, 'x');

const { text: loggedText, proof, policy } = loggedAmongAMillion();
const verifyLogged = () => verifyRecord(loggedText, { ...options, minimumLevel: 'L3', log: { policy, proof } });
const reached = verifyLogged();
if (reached.level !== 'L3') throw new Error(`the logged record reaches ${reached.level} (${reached.code ?? ''})`);
const loggedTimes = measureCpu([{ name: 'L3', run: verifyLogged }], { rounds: 50, batch: 20 });
console.log('aar: a record in a log of 1 000 000 entries');
report('L3 verification, key cached', (loggedTimes.get('L3') ?? Number.NaN) / 1000, 5, ' ms');

const hostile = Object.entries(hostileInputs(text.toString())).map(([name, input]) => {
  const encoded = Buffer.from(input);
  const times = measureCpu([{ name, run: () => verifyRecord(encoded, options) }], { rounds: 5, batch: 1 });
  const { code, level } = verifyRecord(encoded, options);
  return { name, code: code ?? level, milliseconds: (times.get(name) ?? Number.NaN) / 1000 };
});
hostile.sort((left, right) => right.milliseconds - left.milliseconds);
console.log(`aar: ${hostile.length} hostile inputs of 1 MiB, the five worst`);
for (const { name, code, milliseconds } of hostile.slice(0, 5)) report(`${name} (${code})`, milliseconds, 100, ' ms');
if (process.env['AAR_BENCH_ALL'] !== undefined) for (const each of hostile) console.log(each);

process.exitCode = failed === 0 ? 0 : 1;
