import type { RefusalCode } from './core/refusal-code.ts';

/** Why an operation could not be done. Signing reports the same {@link RefusalCode} that verifying would give. */
export type AarErrorCode =
  | RefusalCode
  /** Command line: unknown command or option, missing argument. */
  | 'USAGE'
  /** An option of a library call has an impossible value. */
  | 'OPTION_INVALID'
  /** A file is missing, a directory, or not readable. */
  | 'FILE_UNREADABLE'
  /** A file could not be written; nothing was changed. */
  | 'FILE_UNWRITABLE'
  /** A key or DID document file exists already and is never overwritten. */
  | 'FILE_EXISTS'
  /** The private key is no Ed25519 JWK with matching halves. */
  | 'PRIVATE_KEY_INVALID'
  /** A private JWK without `kid`: say with `did` whose key it is. */
  | 'KEY_OWNER_UNKNOWN'
  /** The key belongs to another DID than the one that is to sign. */
  | 'KEY_OF_ANOTHER_SIGNER'
  /** The record already names another signer in `sig.by`. */
  | 'RECORD_OF_ANOTHER_SIGNER'
  /** Another process writes to the log. */
  | 'LOG_LOCKED'
  /** The log does not hold the record. */
  | 'LOG_ENTRY_MISSING'
  /** The files of a log contradict each other or its key. */
  | 'LOG_DAMAGED'
  /** The key has signed a larger or another tree than the log holds; it signs no smaller one. */
  | 'LOG_ROLLED_BACK'
  /** The value to sign has no JSON form (a cycle, NaN, a lone surrogate). */
  | 'RECORD_NOT_JSON';

const brand = Symbol.for('machinist.aar-signer.error');

/** The one error class of this package. What a verifier refuses is not an error; it is returned. */
export class AarError extends Error {
  readonly code: AarErrorCode;

  constructor(code: AarErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is AarError {
    return value instanceof Error && brand in value;
  }
}
AarError.prototype.name = 'AarError';
