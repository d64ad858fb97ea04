// Admits `count` versions of one tool, each with its own content, and prints a line for each as soon as it is admitted.
import { writeSync } from 'node:fs';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const [directory = '', toolId = '', writer = '', count = '1'] = process.argv.slice(2);

const registry = await openRegistry(directory, { lockWaitMs: 120_000 });
for (let round = 0; round < Number(count); round += 1) {
  const description = `${writer} ${round}`;
  const objects = [
    { name: 'own.txt', content: description },
    { name: 'shared.txt', content: 'the same for all' },
  ];
  const outcome = await registry.admit(sampleAdmission({ objects }, sampleSpec({ name: toolId, description })));
  const { version, status } = outcome;
  writeSync(1, `${JSON.stringify({ toolId, description, version, status })}\n`);
}
