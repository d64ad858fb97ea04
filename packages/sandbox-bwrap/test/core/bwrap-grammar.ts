/** Operands each Bubblewrap option takes, written from its manual page and not from our compiler. */
const operands: Readonly<Record<string, number>> = {
  '--unshare-all': 0,
  '--unshare-user': 0,
  '--disable-userns': 0,
  '--uid': 1,
  '--gid': 1,
  '--cap-drop': 1,
  '--new-session': 0,
  '--die-with-parent': 0,
  '--hostname': 1,
  '--clearenv': 0,
  '--json-status-fd': 1,
  '--block-fd': 1,
  '--sync-fd': 1,
  '--seccomp': 1,
  '--ro-bind': 2,
  '--symlink': 2,
  '--perms': 1,
  '--size': 1,
  '--dir': 1,
  '--file': 2,
  '--ro-bind-data': 2,
  '--proc': 1,
  '--dev': 1,
  '--tmpfs': 1,
  '--remount-ro': 1,
  '--setenv': 2,
  '--chdir': 1,
};

/** Splits options as Bubblewrap would: the option words alone, and each with its operands. Throws on an unknown one. */
export function readOptions(
  words: readonly string[],
): readonly { readonly option: string; readonly operands: readonly string[] }[] {
  const read: { option: string; operands: readonly string[] }[] = [];
  for (let index = 0; index < words.length;) {
    const option = words[index] ?? '';
    const count = operands[option];
    if (count === undefined) throw new Error(`Bubblewrap would take ${JSON.stringify(option)} for an option`);
    read.push({ option, operands: words.slice(index + 1, index + 1 + count) });
    index += 1 + count;
  }
  return read;
}
