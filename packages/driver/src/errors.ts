/** Why the driver could not go on. What happens to a task is never an error; it is an outcome. */
export type DriverErrorCode =
  /** The goal file is missing, unreadable, too large or not UTF-8. */
  | 'GOAL_UNREADABLE'
  /** The goal file is not JSON or breaks its schema; `message` lists the paths. */
  | 'GOAL_INVALID'
  /** The goal file declares a `schema` that this version does not run. */
  | 'GOAL_SCHEMA_UNSUPPORTED'
  /** `{task}` stands where no shell quoting can keep the task text data. */
  | 'TASK_TOKEN_UNSAFE'
  /** `drive init` found a file where it was to write one. */
  | 'GOAL_EXISTS'
  /** A ratification or its revocation could not be signed by this key. */
  | 'RATIFICATION_REFUSED'
  /** Another process is driving a goal in this folder. */
  | 'LOCKED'
  /** The journal is not a log, or its own hash chain does not hold. */
  | 'JOURNAL_INVALID'
  /** The journal in this folder belongs to another goal file. */
  | 'JOURNAL_FOREIGN'
  /** The journal is shorter than, or differs from, what the goal file's checkpoint saw. */
  | 'JOURNAL_CUT'
  /** The operator's log is no log, or its chain does not hold. */
  | 'OVERRIDE_LOG_INVALID'
  /** A request of the operator that cannot be meant: unknown task, time in the past. */
  | 'OVERRIDE_INVALID'
  /** The goal has no task of that name. */
  | 'TASK_UNKNOWN'
  /** The operator's key is missing or no Ed25519 key. */
  | 'OPERATOR_KEY_UNUSABLE'
  /** A variable that names an alert channel cannot be used. */
  | 'ALERT_CHANNEL_INVALID'
  /** A process of an earlier run is still alive and could not be ended. */
  | 'ORPHAN_ALIVE'
  /** Journal, checkpoint or an attempt's files could not be written (disk full, permissions). */
  | 'STATE_WRITE_FAILED';

const brand = Symbol.for('machinist.driver.error');

/** The one error class of this package. */
export class DriverError extends Error {
  readonly code: DriverErrorCode;

  constructor(code: DriverErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is DriverError {
    return value instanceof Error && brand in value;
  }
}
DriverError.prototype.name = 'DriverError';
