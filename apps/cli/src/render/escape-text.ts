// oxlint-disable no-control-regex -- control characters are what this file is about
const oneLineUnsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const blockUnsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function visible(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A foreign string for one line of a terminal: control characters, newlines and direction marks become visible escapes. */
export function escapeLine(text: string): string {
  return text.replace(oneLineUnsafe, visible);
}

/** A foreign text for several lines of a terminal: keeps newlines and tabs, makes every other control character visible. */
export function escapeBlock(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(blockUnsafe, visible);
}
