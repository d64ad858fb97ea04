import { readFileSync, statSync } from 'node:fs';
import { DriverError } from './errors.ts';
import { parseJournal, type ParsedJournal } from './core/parse-journal.ts';

/** Reads a journal; a missing file is an empty journal. Throws `JOURNAL_INVALID` for what is no regular file. */
export function readJournal(path: string): ParsedJournal {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return parseJournal(new Uint8Array());
  if (!stats.isFile()) throw new DriverError('JOURNAL_INVALID', `${path} is not a regular file; move it away`);
  return parseJournal(readFileSync(path));
}
