/** What the process says when it ends. Pinned by a test and listed in `docs/architecture.md`. */
export const exitCode = {
  done: 0,
  /** The thing judged is not good: gate fail, verify fail, a record below `--min-level`. */
  notGood: 1,
  /** `drive` halted on its budget; `aar verify` said FAIL. */
  budgetHalt: 2,
  /** `drive` finished with blocked tasks; the gate deferred. */
  unfinished: 3,
  haltedByOperator: 4,
  /** Wrong usage or an invalid input file. */
  usage: 64,
  /** A needed service is missing: Ollama, bwrap, a program. */
  unavailable: 69,
  internal: 70,
  /** Locked by another process. */
  locked: 75,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
