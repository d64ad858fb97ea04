import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthoringClient, formatTranscript } from '@machinist/llm-client';
import { forgeCandidate, type CandidateFiles, type ForgeOutcome, type GateReport } from '@machinist/pipeline';
import { z } from 'zod';

const sampleSchema = z.strictObject({
  title: z.string().min(1),
  label: z.literal('authored'),
  model: z.string().min(1),
  language: z.enum(['typescript', 'python']),
  expectedStatus: z.enum(['passed', 'deferred', 'refused']),
  replies: z.array(z.string().regex(/^[a-z0-9-]+\.(?:json|md)$/)).min(1),
});

/** A sample transcript made from its sources, and what the forge made of it. */
export interface AuthoredSample {
  readonly transcript: string;
  readonly expectedStatus: 'passed' | 'deferred' | 'refused';
  readonly outcome: ForgeOutcome<GateReport>;
  /** Replies that no request asked for; must be none. */
  readonly unused: number;
}

/**
 * Runs the real forge against replies that a person wrote (`sample.json`, `goal.txt` and one file per reply below
 * `directory`) and records the exchange. The result is marked as authored throughout.
 */
export async function authorSample(
  name: string,
  directory: string,
  judge: (files: CandidateFiles) => Promise<GateReport>,
): Promise<AuthoredSample> {
  const read = (file: string): string => readFileSync(join(directory, file), 'utf8').trimEnd();
  const sample = sampleSchema.parse(JSON.parse(read('sample.json')));
  const goal = read('goal.txt');
  const pending = sample.replies.map(read);
  const client = createAuthoringClient({ name, title: sample.title, goal, model: sample.model }, () => {
    const reply = pending.shift();
    if (reply === undefined)
      throw new Error(`sample ${name}: the forge asked for more than its ${sample.replies.length} replies`);
    return reply;
  });
  const outcome = await forgeCandidate(
    { goal, model: sample.model, language: sample.language },
    { model: client, check: judge },
  );
  const transcript = formatTranscript(client.transcript());
  return { transcript, expectedStatus: sample.expectedStatus, outcome, unused: pending.length };
}

/** Names of the samples whose sources lie below `directory`. */
export function sampleSources(directory: string): string[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).toSorted();
}
