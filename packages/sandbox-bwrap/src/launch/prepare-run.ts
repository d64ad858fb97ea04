import { reportLimits, unmetRequirements } from '../core/limit-report.ts';
import type { HostEnforcement, LimitReport } from '../core/limit-report.ts';
import type { ResolvedMount } from '../core/mount.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import type { SandboxPolicy } from '../core/policy-schema.ts';
import { checkRequest } from '../core/request.ts';
import type { SandboxRequest } from '../core/request.ts';
import { SandboxError } from '../errors.ts';
import { findLaunchers } from '../host/find-launchers.ts';
import type { Launchers } from '../host/find-launchers.ts';
import { resolveMounts } from '../host/resolve-mounts.ts';
import { seccompFilter } from '../host/seccomp-filter.ts';
import { mustDropUser } from '../host/user-slot.ts';
import { hostLimitModes } from '../limits/create-limiter.ts';

/** A request that was found valid and possible on this host; nothing has been started or made yet. */
export interface PreparedRun {
  readonly policy: SandboxPolicy;
  readonly programs: Launchers;
  readonly mounts: readonly ResolvedMount[];
  readonly host: HostEnforcement;
  readonly limits: LimitReport;
  /** The system call filter, ready for the kernel. */
  readonly seccomp: Uint8Array;
}

/** Throws SandboxError for everything that can be known to be wrong before a process exists. */
export function prepareRun(request: SandboxRequest): PreparedRun {
  checkRequest(request);
  const policy = parsePolicy(request.policy ?? {});
  // All of the policy is judged before anything of the host is.
  const seccomp = seccompFilter(policy.seccomp);
  const programs = findLaunchers();
  const mounts = resolveMounts(policy.readOnly, request.files ?? [], mustDropUser());
  const host = hostEnforcement();
  const limits = reportLimits(policy, host);
  checkRequirements(policy, limits);
  return { policy, programs, mounts, host, limits, seccomp };
}

/** How a run would be bounded here, found by trying once per process. */
export function hostEnforcement(): HostEnforcement {
  const dropsUser = mustDropUser();
  return { ...hostLimitModes(dropsUser), user: dropsUser ? 'slot' : 'caller' };
}

function checkRequirements(policy: SandboxPolicy, limits: LimitReport): void {
  const unmet = unmetRequirements(policy.require, limits);
  if (unmet.length === 0) return;
  throw new SandboxError(
    'REQUIREMENT_UNMET',
    `The policy requires ${unmet.join(', ')}, which this host cannot give for this run, so nothing was run. ` +
      'Run probeSandbox() to see why, or take the entry out of "require".',
  );
}
