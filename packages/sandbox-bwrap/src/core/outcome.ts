import { signalOfExitCode } from './exit-signal.ts';

/** How a run ended. */
export type SandboxStatus = 'exit' | 'signal' | 'timeout' | 'oom' | 'output-cap' | 'launch-error' | 'aborted';

/** The facts a status is decided from. */
export interface OutcomeFacts {
  readonly aborted: boolean;
  readonly timedOut: boolean;
  readonly outputCapped: boolean;
  readonly oom: boolean;
  /** As reported by Bubblewrap; null when the payload never ran or the harness killed it. */
  readonly exitCode: number | null;
}

/** The one status of a run; the first that applies, from what the harness did itself to what the payload did. */
export function decideStatus(facts: OutcomeFacts): SandboxStatus {
  if (facts.aborted) return 'aborted';
  if (facts.timedOut) return 'timeout';
  if (facts.outputCapped) return 'output-cap';
  if (facts.oom) return 'oom';
  if (facts.exitCode === null) return 'launch-error';
  return signalOfExitCode(facts.exitCode) === null ? 'exit' : 'signal';
}
