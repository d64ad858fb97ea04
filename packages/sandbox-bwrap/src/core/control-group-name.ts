const prefix = 'machinist-sandbox';

/** Who made a leaf: a pid means nothing without its pid namespace and start time. */
export interface ControlGroupOwner {
  readonly pidNamespace: string;
  readonly pid: number;
  readonly startTicks: string;
}

/** The directory name of one run's leaf. */
export function controlGroupName(owner: ControlGroupOwner, sequence: number): string {
  return `${prefix}-${owner.pidNamespace}-${owner.pid}-${owner.startTicks}-${sequence}`;
}

/** Who made the leaf called `name`, or null when it is not ours. */
export function parseControlGroupName(name: string): ControlGroupOwner | null {
  const [, pidNamespace, pid, startTicks] = /^machinist-sandbox-(\d+)-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
  if (pidNamespace === undefined || pid === undefined || startTicks === undefined) return null;
  return { pidNamespace, pid: Number(pid), startTicks };
}

/** The start time in clock ticks out of the text of /proc/<pid>/stat, or null when it is not readable. */
export function parseStartTicks(statText: string): string | null {
  // The command name may hold spaces and parentheses; fields are counted from its end.
  const fields = statText.slice(statText.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? null;
}
