/** One process for good: a pid means nothing without its pid namespace and start time. */
export interface ProcessIdentity {
  readonly pidNamespace: string;
  readonly pid: number;
  readonly startTicks: string;
}

/** What matters of a /proc/<pid>/stat text. */
export interface ProcessStat {
  readonly startTicks: string;
  /** True when nothing of the process is left but its exit status. */
  readonly isDead: boolean;
}

/** Reads a /proc/<pid>/stat text; null when it is not one. */
export function parseProcessStat(statText: string): ProcessStat | null {
  // The command name may hold spaces and parentheses; fields are counted from its end.
  const fields = statText.slice(statText.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTicks = fields[19];
  return startTicks === undefined ? null : { startTicks, isDead: state === 'Z' || state === 'X' };
}
