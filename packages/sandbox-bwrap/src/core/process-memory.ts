/** Bytes of memory a process has to itself, out of its /proc/<pid>/status text: anonymous and shared, no file pages. */
export function privateBytes(statusText: string): number {
  return kilobytes(statusText, 'RssAnon') + kilobytes(statusText, 'RssShmem');
}

/** Proportional bytes out of /proc/<pid>/smaps_rollup text: shared pages divided among those who share them. */
export function proportionalBytes(rollupText: string): number {
  return kilobytes(rollupText, 'Pss');
}

/** CPU time in clock ticks of a process and its reaped children, out of its /proc/<pid>/stat text. */
export function cpuTicks(statText: string): number {
  const fields = statText.slice(statText.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + (Number(field) || 0), 0);
}

function kilobytes(text: string, key: string): number {
  const [, amount] = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text) ?? [];
  return Number(amount ?? 0) * 1024;
}
