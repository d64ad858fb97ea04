/** One small change of the tool that a suite should notice. */
export interface Mutant {
  /** Position in the list of mutants, from 1; 0 is the known-killable one that the gate adds. */
  readonly id: number;
  readonly line: number;
  readonly operator: string;
  /** Source text before and after. */
  readonly original: string;
  readonly replacement: string;
  /** The assertion that would notice it. */
  readonly missing: string;
}

/** Every mutant of a TypeScript tool in one file: which of them is active is decided from outside while it runs. */
export interface WovenMutants {
  /** A module whose default export makes a fresh instance of the tool from two functions: `isActive(id)` and `burn()`. */
  readonly code: string;
  readonly mutants: readonly Mutant[];
  /** Changes left out because they provably change nothing. */
  readonly equivalent: number;
  /** The tool keeps something between calls, or may. */
  readonly hasState: boolean;
}
