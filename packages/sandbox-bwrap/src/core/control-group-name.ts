import type { ProcessIdentity } from './process-identity.ts';

/** The directory name of one run's leaf. */
export function controlGroupName(owner: ProcessIdentity, sequence: number): string {
  return `machinist-sandbox-${owner.pidNamespace}-${owner.pid}-${owner.startTicks}-${sequence}`;
}

/** Who made the leaf called `name`, or null when it is not ours. */
export function parseControlGroupName(name: string): ProcessIdentity | null {
  const [, pidNamespace, pid, startTicks] = /^machinist-sandbox-(\d+)-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
  if (pidNamespace === undefined || pid === undefined || startTicks === undefined) return null;
  return { pidNamespace, pid: Number(pid), startTicks };
}
