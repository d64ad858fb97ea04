import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAarCommand } from '@machinist/aar-signer';

const cwd = await mkdtemp(join(tmpdir(), 'aar-'));
const record = {
  aar: '0.02',
  subject: 'did:web:example.com:worker',
  principal: 'did:web:example.com',
  task: { id: 'task-42', claim: 'The test suite passes' },
  verdict: 'unclear',
  ground_truth: 'unchecked',
  reason: 'no verify command was configured',
  issued: '2026-11-20T11:00:01Z',
};
await writeFile(join(cwd, 'record.json'), JSON.stringify(record));

const now = () => new Date('2026-11-20T12:00:00Z');
const commands = [
  'keygen --did did:web:example.com --out-priv key.json --out-did did.json',
  'sign record.json --priv key.json',
  'verify --min-level L2 --did-json did.json record.json',
];
for (const command of commands) {
  const said: string[] = [];
  // Key ids are random; the rest of the output is not.
  const sink = { write: (text: string) => said.push(text.replace(/#[\w-]{43}/, '#KEY')) };
  const exit = await runAarCommand(command.split(' '), { stdout: sink, stderr: sink, cwd, now });
  console.log(`$ aar ${command}\n${said.join('')}[exit ${exit}]\n`);
}
await rm(cwd, { recursive: true });
