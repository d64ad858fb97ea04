/** What a leaf is to bound. */
export interface ControlGroupLimits {
  readonly memoryBytes: number | null;
  readonly pids: number | null;
}

/** One value to write into a leaf; `optional` ones may be missing on some kernels. */
export interface ControlGroupWrite {
  readonly file: string;
  readonly value: string;
  readonly optional: boolean;
}

/** What a run used, as far as it was measured. */
export interface ResourceUsage {
  readonly cpuMs: number | null;
  readonly peakBytes: number | null;
  readonly oomKills: number;
}

/** Bubblewrap's outer process and the sandbox's first one count as well. */
const ownProcesses = 2;

/** Values that put `limits` on a leaf which has the given controllers. */
export function controlGroupWrites(
  version: 'cgroup-v1' | 'cgroup-v2',
  controllers: readonly string[],
  limits: ControlGroupLimits,
): readonly ControlGroupWrite[] {
  const writes: ControlGroupWrite[] = [];
  const write = (file: string, value: number, optional = false): unknown =>
    writes.push({ file, value: String(value), optional });
  if (limits.memoryBytes !== null && controllers.includes('memory')) {
    if (version === 'cgroup-v1') {
      write('memory.limit_in_bytes', limits.memoryBytes);
      write('memory.memsw.limit_in_bytes', limits.memoryBytes, true);
    } else {
      write('memory.max', limits.memoryBytes);
      write('memory.swap.max', 0, true);
      write('memory.oom.group', 1, true);
    }
  }
  if (limits.pids !== null && controllers.includes('pids')) write('pids.max', limits.pids + ownProcesses);
  return writes;
}

/** Usage out of a leaf's files; `read` gives a file's text or null when the leaf has no such file. */
export function controlGroupUsage(read: (file: string) => string | null): ResourceUsage {
  const nanoseconds = integer(read('cpuacct.usage'));
  const microseconds = nanoseconds === null ? keyedInteger(read('cpu.stat'), 'usage_usec') : nanoseconds / 1000;
  return {
    cpuMs: microseconds === null ? null : Math.round(microseconds / 1000),
    peakBytes: integer(read('memory.max_usage_in_bytes')) ?? integer(read('memory.peak')),
    oomKills:
      keyedInteger(read('memory.oom_control'), 'oom_kill') ?? keyedInteger(read('memory.events'), 'oom_kill') ?? 0,
  };
}

function integer(text: string | null): number | null {
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null;
}

function keyedInteger(text: string | null, key: string): number | null {
  const line = text?.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return line === undefined ? null : integer(line.slice(key.length + 1));
}
