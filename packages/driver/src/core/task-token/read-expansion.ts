import {
  isAt,
  refuse,
  refuseTokenSince,
  skipBalanced,
  takeToken,
  taskToken,
  type ShellCursor,
} from './shell-cursor.ts';

/** Reads what begins with `$`; returns the text it adds to the word. */
export function readDollar(cursor: ShellCursor): string {
  const start = cursor.at;
  cursor.at += 1;
  if (isAt(cursor, taskToken)) refuse(cursor, '"${task}" is a shell variable; write {task} without the dollar');
  if (isAt(cursor, '((')) {
    cursor.at += 1;
    skipBalanced(cursor, '(', ')');
    refuseTokenSince(cursor, start, 'arithmetic evaluates the task text');
  } else if (isAt(cursor, '(')) {
    cursor.at += 1;
    cursor.readCommands(')');
  } else if (isAt(cursor, '{')) {
    cursor.at += 1;
    skipBalanced(cursor, '{', '}');
    refuseTokenSince(cursor, start, '{task} inside ${...} cannot be quoted safely');
  }
  return cursor.source.slice(start, cursor.at);
}

/** Reads a backtick substitution. Shells disagree about quotes and backslashes in them, so those are refused beside a token. */
export function readBacktick(cursor: ShellCursor, quoted: boolean): string {
  const { source } = cursor;
  const start = cursor.at;
  let end = start + 1;
  while (end < source.length && source[end] !== '`') end += source[end] === '\\' ? 2 : 1;
  if (end >= source.length) refuse(cursor, 'a backtick is never closed', start);
  const body = source.slice(start + 1, end);
  if (body.includes(taskToken)) {
    const reason = '{task} in these backticks cannot be quoted safely; write $( ) instead';
    if (quoted || body.includes('\\')) refuse(cursor, reason, start);
    cursor.at = start + 1;
    cursor.readCommands('`');
    if (cursor.at !== end + 1) refuse(cursor, reason, start);
  }
  cursor.at = end + 1;
  return source.slice(start, cursor.at);
}

/** Reads text in which only `$`, backtick and backslash are special, up to `end` (an index) or a closing double quote. */
export function readExpanding(cursor: ShellCursor, end: number | undefined): string {
  const { source } = cursor;
  const start = cursor.at;
  let text = '';
  while (end === undefined ? source[cursor.at] !== '"' : cursor.at < end) {
    const unit = source[cursor.at];
    if (unit === undefined) refuse(cursor, 'a double quote is never closed', start - 1);
    if (unit === '\\') {
      if (source.startsWith(taskToken, cursor.at + 1)) refuse(cursor, 'a backslash stands before {task}');
      text += source.slice(cursor.at, cursor.at + 2);
      cursor.at += 2;
    } else if (unit === '`') text += readBacktick(cursor, true);
    else if (unit === '$') text += readDollar(cursor);
    else if (isAt(cursor, taskToken)) text += takeToken(cursor, 'double');
    else {
      text += unit;
      cursor.at += 1;
    }
  }
  return text;
}

/** Reads a single-quoted string with the cursor on its opening quote. */
export function readSingleQuoted(cursor: ShellCursor): string {
  const end = cursor.source.indexOf("'", cursor.at + 1);
  if (end === -1) refuse(cursor, 'a single quote is never closed');
  let text = '';
  cursor.at += 1;
  while (cursor.at < end) {
    if (isAt(cursor, taskToken)) text += takeToken(cursor, 'single');
    else {
      text += cursor.source[cursor.at];
      cursor.at += 1;
    }
  }
  cursor.at = end + 1;
  return text;
}
