/** A regular file that the run left in `/scratch`. */
export interface OutputFile {
  /** Relative, `/`-separated, without `.` and `..`, of visible characters only. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** Why something in `/scratch` was left behind. */
export type SkipReason =
  /** A link, device, pipe, socket or mount. */
  | 'not-a-regular-file'
  /** A name that is not plain text. */
  | 'name'
  | 'too-deep'
  /** More bytes than are left of `maxBytes`. */
  | 'too-large'
  /** `maxFiles` were collected, or far more entries looked at; nothing after this was looked at. */
  | 'too-many'
  | 'unreadable';

/** What was brought out of `/scratch`, in the order of the paths. */
export interface SandboxOutputs {
  readonly files: readonly OutputFile[];
  /** The first hundred of what was left behind; `path` shows unprintable characters as `?`. */
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  /** True when nothing was left behind. */
  readonly complete: boolean;
}

/** What a run leaves that never had a `/scratch`. */
export const noOutputs: SandboxOutputs = { files: [], skipped: [], complete: true };
