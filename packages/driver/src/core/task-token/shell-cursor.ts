import { tokenMark } from './shell-word.ts';

/** The exact text that stands for the task. */
export const taskToken = '{task}';

/** One `{task}` and the quoting it stands in. */
export interface TaskTokenPosition {
  readonly index: number;
  readonly quoting: 'unquoted' | 'single' | 'double';
}

/** Thrown inside the scanner only; `scanTaskTokens` turns it into a value. */
export class TokenRefusal extends Error {
  readonly index: number;

  constructor(index: number, reason: string) {
    super(reason);
    this.index = index;
  }
}
TokenRefusal.prototype.name = 'TokenRefusal';

/** Where the scanner stands in a script, and the tokens found so far. */
export interface ShellCursor {
  readonly source: string;
  at: number;
  readonly positions: TaskTokenPosition[];
  /** Reads commands up to and over the terminator. */
  readonly readCommands: (terminator: ')' | '`' | undefined) => void;
}

export function refuse(cursor: ShellCursor, reason: string, index: number = cursor.at): never {
  throw new TokenRefusal(index, reason);
}

/** Refuses when a token stands between `start` and the cursor. */
export function refuseTokenSince(cursor: ShellCursor, start: number, reason: string): void {
  const found = cursor.source.slice(start, cursor.at).indexOf(taskToken);
  if (found !== -1) refuse(cursor, reason, start + found);
}

export function isAt(cursor: ShellCursor, text: string): boolean {
  return cursor.source.startsWith(text, cursor.at);
}

/** Takes the token under the cursor; returns its mark for the word being read. */
export function takeToken(cursor: ShellCursor, quoting: TaskTokenPosition['quoting']): string {
  cursor.positions.push({ index: cursor.at, quoting });
  cursor.at += taskToken.length;
  return tokenMark;
}

/** Skips to behind the `close` that matches an `open` already consumed. */
export function skipBalanced(cursor: ShellCursor, open: string, close: string): void {
  const start = cursor.at;
  for (let depth = 1; depth > 0; cursor.at += 1) {
    const unit = cursor.source[cursor.at];
    if (unit === undefined) refuse(cursor, `"${open}" is never closed`, start);
    if (unit === '\\') cursor.at += 1;
    else if (unit === open) depth += 1;
    else if (unit === close) depth -= 1;
  }
}
