import { findHeredocHazard } from './find-token-hazard.ts';
import { readExpanding } from './read-expansion.ts';
import { isAt, refuse, refuseTokenSince, taskToken, type ShellCursor } from './shell-cursor.ts';
import type { ShellWord } from './shell-word.ts';

/** A here-document whose body begins on the next line. */
export interface Heredoc {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  /** The words of the command that reads it. */
  readonly words: readonly ShellWord[];
}

/** Reads what stands behind `<<`. */
export function readHeredocDelimiter(cursor: ShellCursor, words: readonly ShellWord[]): Heredoc {
  const start = cursor.at;
  const match = /^-?[ \t]*((?:\\.|'[^']*'|"[^"]*"|[^\s;&|<>()'"\\])+)/.exec(cursor.source.slice(start));
  const raw = match?.[1];
  if (match === null || raw === undefined) return refuse(cursor, 'a here-document has no delimiter');
  const stripTabs = isAt(cursor, '-');
  cursor.at += match[0].length;
  refuseTokenSince(cursor, start, '{task} cannot be the delimiter of a here-document');
  return { delimiter: raw.replaceAll(/\\(.)|['"]/g, '$1'), quoted: /['"\\]/.test(raw), stripTabs, words };
}

/** Reads the body of a here-document, which begins at the cursor. */
export function readHeredocBody(cursor: ShellCursor, heredoc: Heredoc): void {
  const start = cursor.at;
  const { bodyEnd, next } = findBody(cursor, heredoc);
  if (cursor.source.slice(start, bodyEnd).includes(taskToken)) {
    const hazard = heredoc.quoted
      ? 'a here-document with a quoted delimiter expands nothing; leave the delimiter unquoted'
      : findHeredocHazard(heredoc.words);
    if (hazard !== undefined) refuse(cursor, hazard, start);
    readExpanding(cursor, bodyEnd);
    if (cursor.at !== bodyEnd) refuse(cursor, 'a substitution crosses the end of a here-document', start);
  }
  cursor.at = next;
}

function findBody(cursor: ShellCursor, heredoc: Heredoc): { bodyEnd: number; next: number } {
  const { source } = cursor;
  let lineStart = cursor.at;
  while (lineStart < source.length) {
    const newline = source.indexOf('\n', lineStart);
    const lineEnd = newline === -1 ? source.length : newline;
    const line = source.slice(lineStart, lineEnd);
    const next = Math.min(lineEnd + 1, source.length);
    if ((heredoc.stripTabs ? line.replace(/^\t+/, '') : line) === heredoc.delimiter)
      return { bodyEnd: lineStart, next };
    lineStart = lineEnd + 1;
  }
  return { bodyEnd: source.length, next: source.length };
}
