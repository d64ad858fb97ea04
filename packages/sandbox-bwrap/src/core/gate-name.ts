import type { ProcessIdentity } from './process-identity.ts';

/** The name of a gate's file; whoever still holds the gate can be traced to the harness that made it. */
export function gateName(owner: ProcessIdentity, sequence: number): string {
  return `machinist-gate-${owner.pidNamespace}-${owner.pid}-${owner.startTicks}-${sequence}`;
}

/** The maker of the gate that a /proc/<pid>/fd link leads to, or null when it leads elsewhere. */
export function parseGateLink(link: string): ProcessIdentity | null {
  const [, pidNamespace, pid, startTicks] = /\/machinist-gate-(\d+)-(\d+)-(\d+)-\d+ \(deleted\)$/.exec(link) ?? [];
  if (pidNamespace === undefined || pid === undefined || startTicks === undefined) return null;
  return { pidNamespace, pid: Number(pid), startTicks };
}
