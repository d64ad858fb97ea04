/** Stands for one `{task}` in the text of a scanned word. */
export const tokenMark = '\0';

/** One word of a simple command as a shell would read it, quotes removed, expansions left as written. */
export interface ShellWord {
  readonly text: string;
}

/** What the scanner knows about one simple command. */
export interface SimpleCommand {
  readonly words: readonly ShellWord[];
  /** True when the command reads the output of the one before it. */
  readonly piped: boolean;
}

/** True when the task text takes part in the word. */
export function holdsToken(word: ShellWord): boolean {
  return word.text.includes(tokenMark);
}
