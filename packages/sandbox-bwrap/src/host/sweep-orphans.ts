import { readdirSync, readlinkSync } from 'node:fs';
import { parseGateLink } from '../core/gate-name.ts';
import { isGone } from './process-identity.ts';
import { readText } from './read-text.ts';

let swept = false;

/**
 * Once per process: ends sandboxes whose harness died at the one moment when Bubblewrap does not notice, while it builds.
 * They are known by the gate they hold.
 */
export function sweepOrphans(): void {
  if (swept) return;
  swept = true;
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && readText(`/proc/${name}/comm`) === 'bwrap\n' && isOrphan(name)) kill(Number(name));
  }
}

function isOrphan(pid: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const owner = parseGateLink(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      return owner !== null && isGone(owner);
    });
  } catch {
    // Not ours to look at, or gone in the meantime.
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in the meantime.
  }
}
