/** One path in which two trees differ. */
export interface ChangedPath {
  readonly path: string;
  /** Mode in the second tree, `000000` when it is gone there. */
  readonly mode: string;
  /** Object in the second tree. */
  readonly object: string;
}

/** Reads the output of `git diff-tree -r -z --raw --no-renames`. */
export function parseRawDiff(text: string): ChangedPath[] {
  const parts = text.split('\0');
  const changes: ChangedPath[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, mode = '', , object = ''] = (parts[index] ?? '').split(' ');
    changes.push({ path: parts[index + 1] ?? '', mode, object });
  }
  return changes;
}
