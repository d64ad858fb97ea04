/** Why the pipeline could not go on. Verdicts about a candidate are not errors; they are returned. */
export type PipelineErrorCode =
  /** The folder is no candidate: missing, unreadable, foreign file names, links, oversized or undecodable files. */
  | 'CANDIDATE_INVALID'
  /** `spec.json` is not valid JSON or breaks the specification schema; `message` lists the paths. */
  | 'SPEC_INVALID'
  /** A gate policy file breaks its schema. */
  | 'POLICY_INVALID'
  /** The sandbox could not be started; nothing was run outside it. */
  | 'SANDBOX_UNAVAILABLE'
  /** A program the gate needs (Node, the test runner, the compiler) is missing or cannot be laid out for the sandbox. */
  | 'TOOLCHAIN_MISSING'
  /** The model's replies could not be turned into a spec, code or tests within the allowed rounds. */
  | 'GENERATION_FAILED'
  /** The arguments of a call do not fit the tool's parameters. */
  | 'ARGUMENTS_INVALID'
  /** The caller's signal ended the work. */
  | 'ABORTED';

const brand = Symbol.for('machinist.pipeline.error');

/** The one error class of this package. */
export class PipelineError extends Error {
  readonly code: PipelineErrorCode;

  constructor(code: PipelineErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is PipelineError {
    return value instanceof Error && brand in value;
  }
}
PipelineError.prototype.name = 'PipelineError';
