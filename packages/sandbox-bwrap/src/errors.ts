/** Why a sandbox was not started. What a started command does is never an error; it is the returned result. */
export type SandboxErrorCode =
  /** The policy breaks its schema, or two of its mounts contradict each other; `message` names the path. */
  | 'INVALID_POLICY'
  /** The command, a file, a channel or stdin cannot be handed to a sandbox; `message` names the path. */
  | 'INVALID_REQUEST'
  /** A `readOnly` source does not exist. */
  | 'SOURCE_MISSING'
  /** A `readOnly` source exists, but the unprivileged user the sandbox runs as cannot reach it. */
  | 'SOURCE_UNREACHABLE'
  /** The policy's `require` names a protection that this host cannot give. */
  | 'REQUIREMENT_UNMET'
  /** Bubblewrap or what it needs is missing here; nothing was run. */
  | 'SANDBOX_UNAVAILABLE';

const brand = Symbol.for('machinist.sandbox-bwrap.error');

/** The one error class of this package. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is SandboxError {
    return value instanceof Error && brand in value;
  }
}
SandboxError.prototype.name = 'SandboxError';
