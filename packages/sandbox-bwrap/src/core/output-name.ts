/**
 * The text of a file name that may be shown and written elsewhere, or null: invalid UTF-8, and characters that a terminal
 * obeys or that nobody can see.
 */
export function outputName(bytes: Uint8Array): string | null {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const isPlain =
    name !== '' && name !== '.' && name !== '..' && !/[/\\]|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cn}/u.test(name);
  return isPlain ? name : null;
}

/** How an entry that was not collected is named: the readable part of its name, anything else as `?`. */
export function skippedName(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, 80));
  return text.replaceAll(/[/\\]|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cn}|\uFFFD/gu, '?');
}
