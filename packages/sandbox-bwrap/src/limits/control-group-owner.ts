import { readlinkSync } from 'node:fs';
import { parseStartTicks } from '../core/control-group-name.ts';
import type { ControlGroupOwner } from '../core/control-group-name.ts';
import { readText } from '../host/read-text.ts';

/** Who this process is, for the names of its leaves. */
export function readOwner(): ControlGroupOwner {
  return {
    pidNamespace: readPidNamespace(),
    pid: process.pid,
    startTicks: parseStartTicks(readText('/proc/self/stat') ?? '') ?? '0',
  };
}

/** True when the maker of a leaf is in our pid namespace and gone. */
export function isOwnerGone(owner: ControlGroupOwner): boolean {
  if (owner.pidNamespace !== readPidNamespace()) return false;
  const stat = readText(`/proc/${owner.pid}/stat`);
  return stat === null || parseStartTicks(stat) !== owner.startTicks;
}

function readPidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}
