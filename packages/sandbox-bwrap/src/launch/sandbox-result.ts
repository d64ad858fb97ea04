import type { LimitReport } from '../core/limit-report.ts';
import type { SandboxStatus } from '../core/outcome.ts';
import type { SandboxOutputs } from '../outputs/sandbox-outputs.ts';

/** Exactly what happened to one run. */
export interface SandboxResult {
  readonly status: SandboxStatus;
  /** The payload's exit code; null when it never ran or the harness killed it. */
  readonly exitCode: number | null;
  /** The signal that ended it. Beside an exit code of 128+n it is what probably happened, see the README. */
  readonly signal: string | null;
  /** True when the kernel (or the poller) killed for memory, even if the payload then ended well. */
  readonly oom: boolean;
  readonly timedOut: boolean;
  /** True when output was cut off at the policy's `outputBytes`. */
  readonly truncated: boolean;
  readonly wallMs: number;
  /** CPU time of all processes together; null where it could not be measured. */
  readonly cpuMs: number | null;
  /** The most memory in use at once; null where it could not be measured. */
  readonly peakBytes: number | null;
  /** Decoded as UTF-8, invalid bytes replaced. Untrusted text: may hold terminal escapes. */
  readonly stdout: string;
  readonly stderr: string;
  /** How each limit was enforced. */
  readonly limits: LimitReport;
  /** `sha256:<hex>` of the complete policy. */
  readonly policyHash: string;
  /** `sha256:<hex>` of the system call filter in force, as the kernel got it. */
  readonly filterHash: string;
  /** Only when the request asks for outputs. */
  readonly outputs?: SandboxOutputs;
  /** Only with `launch-error`: why the payload never ran and what to do. */
  readonly launchError?: string;
}
