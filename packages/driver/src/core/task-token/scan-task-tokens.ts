import { findTokenHazard } from './find-token-hazard.ts';
import { readBacktick, readDollar, readExpanding, readSingleQuoted } from './read-expansion.ts';
import { readHeredocBody, readHeredocDelimiter, type Heredoc } from './read-heredoc.ts';
import {
  isAt,
  refuse,
  refuseTokenSince,
  skipBalanced,
  takeToken,
  taskToken,
  TokenRefusal,
  type ShellCursor,
  type TaskTokenPosition,
} from './shell-cursor.ts';
import { tokenMark, type ShellWord } from './shell-word.ts';

/** Either every token with its quoting, or why and where the text could not be kept data. */
export type TaskTokenScan =
  | { readonly ok: true; readonly positions: readonly TaskTokenPosition[] }
  | { readonly ok: false; readonly index: number; readonly reason: string };

/** Walks a POSIX shell script as `sh` reads it and finds each `{task}`; hazards are in `find-token-hazard.ts`. */
export function scanTaskTokens(source: string): TaskTokenScan {
  const cursor: ShellCursor = {
    source,
    at: 0,
    positions: [],
    readCommands: (terminator) => {
      readCommands(cursor, terminator);
    },
  };
  try {
    cursor.readCommands(undefined);
    return { ok: true, positions: cursor.positions };
  } catch (cause) {
    if (cause instanceof TokenRefusal) return { ok: false, index: cause.index, reason: cause.message };
    throw cause;
  }
}

/** The command being read. */
interface CommandState {
  words: ShellWord[];
  word: string | undefined;
  piped: boolean;
  /** The word being read names a file to open. */
  redirecting: boolean;
  pending: Heredoc[];
  readonly nested: boolean;
}

function readCommands(cursor: ShellCursor, terminator: ')' | '`' | undefined): void {
  const start = cursor.at;
  const state: CommandState = {
    words: [],
    word: undefined,
    piped: false,
    redirecting: false,
    pending: [],
    nested: terminator !== undefined,
  };
  for (;;) {
    const unit = cursor.source[cursor.at];
    if (unit === undefined) {
      if (terminator !== undefined) refuse(cursor, `a substitution is never closed by "${terminator}"`, start);
      endCommand(cursor, state);
      return;
    }
    if (unit === terminator) {
      endCommand(cursor, state);
      if (state.pending.length > 0) refuse(cursor, 'a here-document has no body');
      cursor.at += 1;
      return;
    }
    if (!readWordPart(cursor, state, unit)) readOperator(cursor, state, unit);
  }
}

/** Reads the next piece of a word; false when something else stands at the cursor. */
function readWordPart(cursor: ShellCursor, state: CommandState, unit: string): boolean {
  let text: string;
  if (isAt(cursor, taskToken)) text = takeToken(cursor, 'unquoted');
  else if (unit === "'") text = readSingleQuoted(cursor);
  else if (unit === '`') text = readBacktick(cursor, false);
  else if (unit === '$') {
    if (isAt(cursor, "$'")) refuse(cursor, "$'...' is read differently by different shells");
    text = readDollar(cursor);
  } else if (unit === '"') {
    cursor.at += 1;
    text = readExpanding(cursor, undefined);
    cursor.at += 1;
  } else if (unit === '\\') {
    if (cursor.source.startsWith(taskToken, cursor.at + 1)) refuse(cursor, 'a backslash stands before {task}');
    text = cursor.source.slice(cursor.at + 1, cursor.at + 2);
    cursor.at += 2;
    if (text === '\n') return true;
  } else if (/[\s#;&|<>()]/.test(unit) && !(unit === '#' && state.word !== undefined)) return false;
  else {
    text = unit;
    cursor.at += 1;
  }
  state.word = (state.word ?? '') + text;
  return true;
}

function readOperator(cursor: ShellCursor, state: CommandState, unit: string): void {
  if (unit === '<' || unit === '>') {
    readRedirection(cursor, state, unit);
    return;
  }
  if (unit === '#') {
    const newline = cursor.source.indexOf('\n', cursor.at);
    cursor.at = newline === -1 ? cursor.source.length : newline;
    return;
  }
  const start = cursor.at;
  cursor.at += 1;
  if (unit === '\n') {
    endCommand(cursor, state);
    const { pending } = state;
    state.pending = [];
    for (const heredoc of pending) readHeredocBody(cursor, heredoc);
  } else if (unit === '(') {
    if (isAt(cursor, '(')) {
      skipBalanced(cursor, '(', ')');
      refuseTokenSince(cursor, start, 'arithmetic evaluates the task text');
    } else {
      endCommand(cursor, state);
      cursor.readCommands(')');
    }
  } else if (/\s/.test(unit)) endWord(cursor, state);
  else {
    const doubled = isAt(cursor, unit);
    endCommand(cursor, state);
    if (doubled) cursor.at += 1;
    state.piped = unit === '|' && !doubled;
  }
}

function readRedirection(cursor: ShellCursor, state: CommandState, unit: string): void {
  if (state.word !== undefined && /^\d+$/.test(state.word)) state.word = undefined;
  endWord(cursor, state);
  const operator = /^(?:<<(?!<)|<<<|<>|<&|>>|>&|>\||[<>])/.exec(cursor.source.slice(cursor.at))?.[0] ?? unit;
  cursor.at += operator.length;
  if (operator === '<<') state.pending.push(readHeredocDelimiter(cursor, state.words));
  else if (isAt(cursor, '(')) {
    cursor.at += 1;
    cursor.readCommands(')');
  } else state.redirecting = true;
}

function endWord(cursor: ShellCursor, state: CommandState): void {
  const { word } = state;
  if (word === undefined) return;
  if (state.redirecting && word.includes(tokenMark))
    refuse(cursor, 'the task text would be the name of a file to open');
  if (state.nested && word === 'case') refuse(cursor, '"case" inside a substitution is not supported beside {task}');
  if (!state.redirecting) state.words.push({ text: word });
  state.redirecting = false;
  state.word = undefined;
}

function endCommand(cursor: ShellCursor, state: CommandState): void {
  endWord(cursor, state);
  const hazard = findTokenHazard({ words: state.words, piped: state.piped });
  if (hazard !== undefined) refuse(cursor, hazard);
  state.words = [];
  state.piped = false;
  state.redirecting = false;
}
