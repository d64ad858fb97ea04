// Rewrites transcripts/*.ndjson from transcripts/sources/: run it after a change to a prompt or to a source.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeGate } from '../src/compose/compose-gate.ts';
import { transcriptsDirectory } from '../src/package-files.ts';
import { authorSample, sampleSources } from './author-sample.ts';

const sources = join(transcriptsDirectory, 'sources');
const gate = composeGate({});
for (const name of sampleSources(sources)) {
  const sample = await authorSample(name, join(sources, name), (files) => gate.judge(files));
  const { status } = sample.outcome;
  console.log(`${name}: ${status} (expected ${sample.expectedStatus}), ${sample.unused} replies unused`);
  if (sample.outcome.status === 'failed') console.log(sample.outcome.error.cause ?? sample.outcome.error);
  writeFileSync(join(transcriptsDirectory, `${name}.ndjson`), sample.transcript);
}
