import type { Finding } from '../report-schema.ts';
import type { Capability } from '../spec-schema.ts';
import type { TestTrace } from './trace-spec.ts';

/** Everything that can be said of a candidate without running it. */
export interface CandidateAnalysis {
  readonly findings: readonly Finding[];
  readonly tests: readonly DeclaredTest[];
  /** What each test says of the spec; without it the tests are not traced to the spec. */
  readonly traces?: readonly TestTrace[];
  /** Capabilities that the source reaches for. */
  readonly observed: readonly Capability[];
  /** The tool parses. */
  readonly toolCanRun: boolean;
  /** The suites parse and need only what the judge has. */
  readonly testsCanRun: boolean;
  /** The exported function answers with a promise. */
  readonly isAsync: boolean;
}

/** One place in a test file that declares tests. */
export interface DeclaredTest {
  readonly file: string;
  /** Lines on which the runner may locate it. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** How many tests it stands for; `undefined` when that cannot be told from the source. */
  readonly count: number | undefined;
  /** `group > title` when every part is written out, else `undefined`. */
  readonly fullName: string | undefined;
  /** The source itself says that it may be skipped. */
  readonly isSkippedAway: boolean;
}
