import { controlGroupUsage } from '../core/control-group-files.ts';
import type { ResourceUsage } from '../core/control-group-files.ts';
import type { HostEnforcement } from '../core/limit-report.ts';
import type { SandboxPolicy } from '../core/policy-schema.ts';
import { SandboxError } from '../errors.ts';
import { createLeaf, prepareLeaf } from './control-group-leaf.ts';
import type { ControlGroupLeaf } from './control-group-leaf.ts';
import { findEnforcement } from './find-enforcement.ts';
import type { UsableHome } from './find-enforcement.ts';
import { limitProcessCount, processCountIsPerNamespace } from './limit-process-count.ts';
import { createTreePoller } from './tree-poller.ts';

/** Bounds one run's memory, processes and CPU time. */
export interface Limiter {
  /** Descriptors by which the launcher enters the run's groups itself, writing 0; the caller closes them. */
  openGroups(): readonly number[];
  /** Makes ready for the next run while this one waits for its launcher. */
  prepareNext(): void;
  /** Puts the limits on the sandbox's first process, before the payload starts. Rejects when that fails. */
  attach(childPid: number, events: LimiterEvents): Promise<void>;
  usage(): ResourceUsage;
  close(): void;
}

/** What a limiter reports while the run lasts. */
export interface LimiterEvents {
  readonly onMemoryExceeded: () => void;
  readonly onCpuExceeded: () => void;
}

/** How memory, processes and CPU time can be bounded here. */
export function hostLimitModes(hasOwnUser: boolean): Pick<HostEnforcement, 'cpu' | 'memory' | 'pids'> {
  const unified = findEnforcement().find(({ home }) => home.version === 'cgroup-v2');
  return {
    memory: modeOf('memory') ?? 'polling',
    pids: modeOf('pids') ?? (hasOwnUser || processCountIsPerNamespace() ? 'rlimit' : 'none'),
    cpu: modeOf('cpuacct') ?? (unified === undefined ? 'polling' : 'cgroup-v2'),
  };
}

function modeOf(controller: string): 'cgroup-v1' | 'cgroup-v2' | null {
  return findEnforcement().find(({ controllers }) => controllers.includes(controller))?.home.version ?? null;
}

/** Makes the groups of one run. Throws SandboxError `SANDBOX_UNAVAILABLE` when a group cannot be made after all. */
export function createLimiter(
  policy: SandboxPolicy,
  modes: Pick<HostEnforcement, 'cpu' | 'memory' | 'pids' | 'user'>,
  prlimit: string,
): Limiter {
  const groups = createGroups(policy);
  const read = (file: string): string | null => {
    const controller = file.slice(0, file.indexOf('.'));
    const holds = ({ home, controllers }: UsableHome): boolean =>
      home.version === 'cgroup-v2' || controllers.includes(controller);
    return groups.find(({ usable }) => holds(usable))?.leaf.read(file) ?? null;
  };
  const poller = createTreePoller({
    cpuMs: policy.cpuMs,
    memoryBytes: modes.memory === 'polling' ? policy.memoryBytes : null,
    readCpuMs: modes.cpu === 'polling' ? null : () => controlGroupUsage(read).cpuMs,
  });
  let joinsItself = false;
  return {
    openGroups() {
      joinsItself = true;
      return groups.map(({ leaf }) => leaf.openForJoining());
    },
    prepareNext() {
      for (const { usable } of groups) prepareLeaf(usable.home);
    },
    async attach(childPid, events) {
      for (const { leaf, usable } of groups) {
        leaf.limit(usable.controllers, policy);
        if (!joinsItself) leaf.join(childPid);
      }
      if (modes.pids === 'rlimit' && modes.user === 'caller' && policy.pids !== null) {
        await limitProcessCount(prlimit, childPid, policy.pids);
      }
      poller.start(childPid, events);
    },
    usage() {
      const counted = controlGroupUsage(read);
      const polled = poller.usage();
      return {
        cpuMs: counted.cpuMs ?? polled.cpuMs,
        peakBytes: counted.peakBytes ?? polled.peakBytes,
        oomKills: counted.oomKills,
      };
    },
    close() {
      poller.stop();
      for (const { leaf } of groups) leaf.remove();
    },
  };
}

interface RunGroup {
  readonly leaf: ControlGroupLeaf;
  readonly usable: UsableHome;
}

function createGroups(policy: SandboxPolicy): readonly RunGroup[] {
  const groups: RunGroup[] = [];
  try {
    for (const usable of findEnforcement()) {
      const { home, controllers } = usable;
      const isNeeded = controllers.some(
        (name) => name === 'cpuacct' || (name === 'memory' ? policy.memoryBytes : policy.pids) !== null,
      );
      if (isNeeded || home.version === 'cgroup-v2') groups.push({ leaf: createLeaf(home), usable });
    }
    return groups;
  } catch (cause) {
    for (const { leaf } of groups) leaf.remove();
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      'A control group for the run could not be made although one could at the start of this process, so nothing was run. ' +
        'Check that the cgroup file system is still writable and has room.',
      { cause },
    );
  }
}
