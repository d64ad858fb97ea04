import type { Requirement, SandboxPolicy } from './policy-schema.ts';
import type { EnforcementMode } from './resource-limits.ts';

/** How each limit of one run is enforced; `none` where the policy sets none or the host cannot. */
export interface LimitReport {
  readonly wall: 'timer';
  readonly output: 'counter';
  readonly scratch: 'tmpfs';
  readonly tmp: 'tmpfs';
  readonly network: 'namespace';
  /** `slot`: a user number of the run's own. `caller`: the user that started it, who is not root. */
  readonly user: 'slot' | 'caller';
  readonly memory: EnforcementMode | 'none';
  /** `rlimit` counts the processes of the run's user rather than of the run's group. */
  readonly pids: 'cgroup-v1' | 'cgroup-v2' | 'rlimit' | 'none';
  readonly cpu: EnforcementMode | 'none';
  readonly fileSize: 'rlimit' | 'none';
  /** The filter in force. */
  readonly seccomp: 'strict' | 'docker' | 'custom';
}

/** What the host offers for one run, whatever the policy asks. */
export interface HostEnforcement {
  readonly memory: EnforcementMode;
  readonly pids: LimitReport['pids'];
  readonly cpu: EnforcementMode;
  readonly user: LimitReport['user'];
}

/** Says how each limit of `policy` is enforced given what the host offers. */
export function reportLimits(policy: SandboxPolicy, host: HostEnforcement): LimitReport {
  return {
    wall: 'timer',
    output: 'counter',
    scratch: 'tmpfs',
    tmp: 'tmpfs',
    network: 'namespace',
    user: host.user,
    memory: policy.memoryBytes === null ? 'none' : host.memory,
    pids: policy.pids === null ? 'none' : host.pids,
    cpu: policy.cpuMs === null ? 'none' : host.cpu,
    fileSize: policy.fileBytes === null ? 'none' : 'rlimit',
    seccomp: typeof policy.seccomp === 'string' ? policy.seccomp : 'custom',
  };
}

/** The entries of `require` that `report` does not satisfy. Polling satisfies none: it looks only now and then. */
export function unmetRequirements(required: readonly Requirement[], report: LimitReport): readonly Requirement[] {
  const met: Readonly<Record<Requirement, boolean>> = {
    cgroup: byControlGroup(report.memory) && byControlGroup(report.pids),
    memory: byControlGroup(report.memory),
    pids: report.pids !== 'none',
    cpu: byControlGroup(report.cpu),
    // No run goes without a filter, and root always gets an unprivileged slot.
    seccomp: true,
    'non-root': true,
  };
  return required.filter((requirement) => !met[requirement]);
}

function byControlGroup(mode: string): boolean {
  return mode.startsWith('cgroup');
}
