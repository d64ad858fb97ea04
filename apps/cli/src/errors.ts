/** Why a command could not start. Everything else comes from the packages with codes of their own. */
export type CliErrorCode =
  /** Arguments or an input file that cannot be used. */
  | 'USAGE'
  /** No sample of that name is bundled. */
  | 'SAMPLE_UNKNOWN'
  /** A question must be answered but nobody is there to ask. */
  | 'NOT_INTERACTIVE'
  /** A file could not be read or written. */
  | 'FILE_UNUSABLE'
  /** A program or service that the command needs is not there. */
  | 'UNAVAILABLE'
  /** The person pressed Ctrl-C or answered no. */
  | 'INTERRUPTED';

const brand = Symbol.for('machinist.cli.error');

/** The one error class of the command line. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is CliError {
    return value instanceof Error && brand in value;
  }
}
CliError.prototype.name = 'CliError';
