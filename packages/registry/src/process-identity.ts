import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessIdentity } from './core/transaction-id.ts';

/** Who this process is, from `/proc`. */
export function ownIdentity(): ProcessIdentity {
  const { startTicks } = readProcess(process.pid) ?? { startTicks: '0' };
  return { ...surroundings(), pid: process.pid, startTicks };
}

/**
 * Whether the process still runs. One of another boot is gone. One of another pid namespace cannot be seen from here
 * and counts as alive.
 */
export function isAlive(owner: ProcessIdentity): boolean {
  const { boot, pidNamespace } = surroundings();
  if (owner.boot !== boot) return false;
  if (owner.pidNamespace !== pidNamespace) return true;
  const found = readProcess(owner.pid);
  return found !== null && found.startTicks === owner.startTicks && !endedStates.has(found.state);
}

const endedStates = new Set(['Z', 'X', 'x']);

let cachedSurroundings: { readonly boot: string; readonly pidNamespace: string } | null = null;

/** Boot and pid namespace, neither of which can change while this process runs. */
function surroundings(): { readonly boot: string; readonly pidNamespace: string } {
  cachedSurroundings ??= {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8),
    pidNamespace: /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0',
  };
  return cachedSurroundings;
}

function readProcess(pid: number): { state: string; startTicks: string } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}
