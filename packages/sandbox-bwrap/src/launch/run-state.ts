/** What the harness itself did to a run, as it happens. */
export interface RunState {
  aborted: boolean;
  timedOut: boolean;
  memoryExceeded: boolean;
  /** Why the payload was never released, or null. */
  setUpProblem: string | null;
}
