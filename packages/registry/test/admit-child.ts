// Admits `count` versions of one tool, each with its own content, and prints what became of each.
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const [directory = '', toolId = '', writer = '', count = '1'] = process.argv.slice(2);

const registry = await openRegistry(directory, { lockWaitMs: 120_000 });
const outcomes = [];
for (let round = 0; round < Number(count); round += 1) {
  const description = `${writer} ${round}`;
  const objects = [
    { name: 'own.txt', content: description },
    { name: 'shared.txt', content: 'the same for all' },
  ];
  const outcome = await registry.admit(sampleAdmission({ objects }, sampleSpec({ name: toolId, description })));
  outcomes.push({ description, version: outcome.version, status: outcome.status });
}
process.stdout.write(JSON.stringify(outcomes));
