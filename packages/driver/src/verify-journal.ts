import type { ParsedJournal } from './core/parse-journal.ts';
import { readJournal } from './read-journal.ts';

/** Whether a journal's chain holds, and where it stands or breaks. */
export type JournalReport =
  | {
      readonly ok: true;
      readonly entries: number;
      /** SHA-256 (hex) of the last entry; keep it elsewhere, and a cut or rewritten journal shows. */
      readonly digest: string;
      /** Entries at the beginning that only carry the 16-digit hash of an earlier driver. */
      readonly adopted: number;
      /** Bytes of an unfinished last line; the next run moves them away. */
      readonly tornBytes: number;
    }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** Checks a journal file's hash chain. It proves order and wholeness up to its head, not who wrote it. */
export function verifyJournal(path: string): JournalReport {
  return describeJournal(readJournal(path));
}

/** The report of a journal already read. */
export function describeJournal(journal: ParsedJournal): JournalReport {
  if (journal.problem !== null) return { ok: false, line: journal.problem.line, problem: journal.problem.message };
  return {
    ok: true,
    entries: journal.head.entries,
    digest: journal.head.digest,
    adopted: journal.adopted?.entries ?? 0,
    tornBytes: journal.tornBytes.length,
  };
}
