/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
}

/** The effects of a command line. */
export interface AarCommandContext {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** The clock. */
  readonly now: () => Date;
}
