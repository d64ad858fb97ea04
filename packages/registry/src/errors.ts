/** Why the registry could not do what it was asked. What `verify` finds is not an error; it is returned. */
export type RegistryErrorCode =
  /** No tool of that id has been admitted. */
  | 'TOOL_NOT_FOUND'
  /** The tool exists, that version does not; or no version is named and every one is yanked. */
  | 'VERSION_NOT_FOUND'
  /** Not 1 to 64 lower-case letters, digits and single hyphens. */
  | 'INVALID_TOOL_ID'
  /** Not a plain `major.minor.patch` version. */
  | 'INVALID_VERSION'
  /** An admission that breaks its schema, a `fail` verdict, or a `deferred` one nobody accepted; nothing was written. */
  | 'INVALID_ADMISSION'
  /** A reason, message or query outside its limits. */
  | 'INVALID_ARGUMENT'
  /** The directory holds something that is no registry. */
  | 'NOT_A_REGISTRY'
  /** `FORMAT` names a layout that this version of the package does not know. */
  | 'FORMAT_UNSUPPORTED'
  /** Stored bytes differ from what was admitted, or a path is a link or no regular file. */
  | 'INTEGRITY_FAILED'
  /** A live process holds the lock; nothing was written. */
  | 'LOCKED'
  /** The disk or quota is full; nothing was admitted. */
  | 'STORE_FULL'
  /** Another failure of the file system; `cause` has it. */
  | 'STORE_FAILED';

const brand = Symbol.for('machinist.registry.error');

/** The one error class of this package. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;

  constructor(code: RegistryErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is RegistryError {
    return value instanceof Error && brand in value;
  }
}
RegistryError.prototype.name = 'RegistryError';
