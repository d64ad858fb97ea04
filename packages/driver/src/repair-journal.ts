import { createHash } from 'node:crypto';
import { appendFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ParsedJournal } from './core/parse-journal.ts';
import type { EventOf } from './core/journal-event-schema.ts';
import { writeState } from './write-state.ts';

/** Makes the file end with a whole line. Bytes of an unfinished one are kept in a file beside it. Returns what to log. */
export function repairJournal(path: string, journal: ParsedJournal): EventOf<'log_repaired'> | null {
  const { tornBytes } = journal;
  if (journal.missingLineFeed) {
    writeState(path, () => {
      appendFileSync(path, '\n');
    });
  }
  if (tornBytes.length === 0) return null;
  const sha256 = createHash('sha256').update(tornBytes).digest('hex');
  const savedPath = `${path}.torn-${sha256.slice(0, 12)}`;
  writeState(path, () => {
    writeFileSync(savedPath, tornBytes);
    truncateSync(path, statSync(path).size - tornBytes.length);
  });
  return { event: 'log_repaired', bytes: tornBytes.length, sha256, saved_as: basename(savedPath) };
}
