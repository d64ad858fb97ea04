import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const gateFixtures = fileURLToPath(new URL('../../../packages/pipeline/test/fixtures/gate/', import.meta.url));

/** Copies a candidate of the gate's own fixtures to `folder` and returns its path. */
export function copyCandidate(name: string, folder: string, as = 'candidate'): string {
  const directory = join(folder, as);
  cpSync(join(gateFixtures, name), directory, { recursive: true });
  rmSync(join(directory, 'expected.json'), { force: true });
  return directory;
}

const sources = fileURLToPath(new URL('../transcripts/sources/', import.meta.url));

/** A bundled sample as its author wrote it: the goal and what a model is to answer, in order. */
export function sampleSource(name: string): { readonly goal: string; readonly replies: readonly string[] } {
  const read = (file: string): string => readFileSync(join(sources, name, file), 'utf8').trimEnd();
  const { replies } = z.object({ replies: z.array(z.string()) }).parse(JSON.parse(read('sample.json')));
  return { goal: read('goal.txt'), replies: replies.map(read) };
}
