/** What `verify` can find. */
export type ProblemCode =
  /** `FORMAT` is missing or differs. */
  | 'FORMAT_DAMAGED'
  /** A tool of the log has no head. */
  | 'HEAD_MISSING'
  /** The head is an older one: versions or yanks were undone. */
  | 'HEAD_ROLLED_BACK'
  /** The head is none that the log knows. */
  | 'HEAD_NOT_LOGGED'
  /** The head breaks its schema, or speaks of another tool. */
  | 'HEAD_INVALID'
  /** A version folder that the head names is missing. */
  | 'VERSION_MISSING'
  /** A manifest breaks its schema. */
  | 'MANIFEST_INVALID'
  /** A file's bytes differ from its digest. */
  | 'DIGEST_MISMATCH'
  | 'FILE_MISSING'
  /** A file or folder that nothing names. */
  | 'FILE_EXTRA'
  /** A link, a special file or an oversize file where a plain file or folder belongs. */
  | 'FILE_REFUSED'
  | 'OBJECT_MISSING'
  /** A line of the log was changed, removed, inserted or reordered. */
  | 'LOG_BROKEN'
  /** The log's last line is not ended. */
  | 'LOG_TORN'
  /** What a process left that died in the middle; opening the registry again settles it. */
  | 'UNFINISHED';

/** One thing that is not as it was admitted. */
export interface RegistryProblem {
  readonly toolId: string | null;
  readonly version: string | null;
  /** Relative to the registry. Foreign names appear as they are: escape before printing. */
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
}
