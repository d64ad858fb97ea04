import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, RegistryError } from '@machinist/registry';

const directory = await mkdtemp(join(tmpdir(), 'registry-'));
const registry = await openRegistry(directory);

const outcome = await registry.admit({
  toolId: 'slugify',
  language: 'typescript',
  status: 'promoted',
  verdict: 'pass',
  spec: {
    specVersion: 1,
    language: 'typescript',
    name: 'slugify',
    functionName: 'slugify',
    description: 'Turns text into a slug.',
    params: [{ name: 'text', type: 'string', required: true, note: 'any text' }],
    returns: [{ name: '$', type: 'string', note: 'the slug' }],
    failures: [],
    determinism: 'pure',
    capabilities: [],
    examples: [{ args: { text: 'A b' }, expect: 'value', value: 'a-b' }],
    properties: [],
    dependencies: [],
  },
  files: {
    'tool.ts': "export const slugify = (text: string): string => text.toLowerCase().replaceAll(' ', '-');\n",
    'tests/unit.test.ts': "import { slugify } from '../tool.ts';\n// ...\n",
  },
  evidence: {
    results: { passed: 1, failed: 0 },
    policy: { policyVersion: 1, network: false },
    capabilities: { declared: [], observed: [] },
  },
  modelProvenance: { origin: 'authored', model: null },
  objects: [{ name: 'code/1/reply.txt', content: 'the whole reply, as it came' }],
});
console.log(outcome.status, outcome.version);

const tool = await registry.loadTool('slugify');
console.log(tool.toolPath, tool.verdict, JSON.stringify(tool.policy));

const untouched = await registry.verify();
console.log('ok', untouched.ok, 'files', untouched.checkedFiles);

await appendFile(join(directory, 'slugify/versions/1.0.0/tool.ts'), '// harmless?\n');
const { ok, problems } = await registry.verify();
console.log('ok', ok, problems.map(({ path, code }) => `${code} ${path}`).join());

try {
  await registry.loadTool('slugify');
} catch (error) {
  if (RegistryError.isInstance(error)) console.log(error.code);
}
await rm(directory, { recursive: true });
