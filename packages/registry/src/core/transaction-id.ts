/** What tells one process from every other since and before: a pid alone is soon somebody else's. */
export interface ProcessIdentity {
  /** First eight hex digits of the kernel's boot id. */
  readonly boot: string;
  /** Inode of the pid namespace, in which `pid` has its meaning. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Clock ticks since boot at which the process started. */
  readonly startTicks: string;
}

const pattern = /^([0-9a-f]{8})-(\d{1,20})-(\d{1,10})-(\d{1,20})-[0-9a-f]{16}$/;

/** Name of a transaction: its owner's identity and 16 hex digits of randomness. */
export function formatTransactionId(owner: ProcessIdentity, random: string): string {
  return `${owner.boot}-${owner.pidNamespace}-${owner.pid}-${owner.startTicks}-${random}`;
}

/** The owner named by a transaction id, or null when the text is none. */
export function parseTransactionId(text: string): ProcessIdentity | null {
  const [, boot, pidNamespace, pid, startTicks] = pattern.exec(text) ?? [];
  if (boot === undefined || pidNamespace === undefined || pid === undefined || startTicks === undefined) return null;
  return { boot, pidNamespace, pid: Number(pid), startTicks };
}
