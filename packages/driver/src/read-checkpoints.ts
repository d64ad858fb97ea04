import { readFileSync } from 'node:fs';
import { journalCheckpointSchema, type JournalCheckpoint } from './core/journal-checkpoint.ts';

/** The checkpoints of a journal, and the first line that is none; a last line without an end was never finished. */
export interface ReadCheckpoints {
  readonly checkpoints: readonly JournalCheckpoint[];
  readonly badLine: number | null;
  readonly torn: boolean;
}

/** Reads a file of checkpoints, one JSON object a line; a missing file has none. */
export function readCheckpoints(path: string): ReadCheckpoints {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { checkpoints: [], badLine: null, torn: false };
  }
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const checkpoints: JournalCheckpoint[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      checkpoints.push(journalCheckpointSchema.parse(JSON.parse(line)));
    } catch {
      // A line that a kill cut in two was closed by the next one.
      if (line !== '' && !isUnfinished(line)) return { checkpoints, badLine: index + 1, torn };
    }
  }
  return { checkpoints, badLine: null, torn };
}

function isUnfinished(line: string): boolean {
  return line.startsWith('{') && !line.endsWith('}');
}
