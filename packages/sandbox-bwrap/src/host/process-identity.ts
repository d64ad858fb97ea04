import { readlinkSync } from 'node:fs';
import { parseProcessStat } from '../core/process-identity.ts';
import type { ProcessIdentity } from '../core/process-identity.ts';
import { readText } from './read-text.ts';

let own: ProcessIdentity | undefined;

/** Who this process is, for the names of what it leaves behind. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    pidNamespace: readPidNamespace(),
    pid: process.pid,
    startTicks: readStartTicks(process.pid) ?? '0',
  };
  return own;
}

/** True when that process was in our pid namespace and is gone. */
export function isGone(identity: ProcessIdentity): boolean {
  return identity.pidNamespace === ownIdentity().pidNamespace && readStartTicks(identity.pid) !== identity.startTicks;
}

/** When a living process started, in clock ticks, or null when there is none with that pid. */
export function readStartTicks(pid: number): string | null {
  const stat = parseProcessStat(readText(`/proc/${pid}/stat`) ?? '');
  return stat === null || stat.isDead ? null : stat.startTicks;
}

function readPidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}
