import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { controlGroupWrites } from '../core/control-group-files.ts';
import type { ControlGroupLimits } from '../core/control-group-files.ts';
import type { ControlGroupHome } from '../core/control-group-homes.ts';
import { controlGroupName, parseControlGroupName } from '../core/control-group-name.ts';
import { isGone, ownIdentity } from '../host/process-identity.ts';
import { readText } from '../host/read-text.ts';

/** A cgroup directory made for one run. */
export interface ControlGroupLeaf {
  join(pid: number): void;
  /** The text of one of its files, or null. */
  read(file: string): string | null;
  /** Removes it in the background; the kernel refuses for a few milliseconds after the last process is gone. */
  remove(): void;
}

let sequence = 0;
const unremoved = new Set<string>();

/** Makes a leaf below `home` and puts `limits` on it. Throws what the file system throws when that is not allowed. */
export function createLeaf(
  home: ControlGroupHome,
  controllers: readonly string[],
  limits: ControlGroupLimits,
): ControlGroupLeaf {
  sequence += 1;
  const directory = join(home.directory, controlGroupName(ownIdentity(), sequence));
  mkdirSync(directory);
  try {
    for (const { file, value, optional } of controlGroupWrites(home.version, controllers, limits)) {
      if (!optional || readText(join(directory, file)) !== null) writeFileSync(join(directory, file), value);
    }
  } catch (error) {
    rmdirSync(directory);
    throw error;
  }
  return {
    join: (pid) => writeFileSync(join(directory, 'cgroup.procs'), String(pid)),
    read: (file) => readText(join(directory, file)),
    remove: () => void removeLater(directory),
  };
}

/** Ends what is left in leaves below `home` whose makers died before they could, and removes them. */
export function sweepLeaves(home: ControlGroupHome): void {
  for (const name of readdirSync(home.directory)) {
    const owner = parseControlGroupName(name);
    if (owner === null || !isGone(owner)) continue;
    for (const pid of (readText(join(home.directory, name, 'cgroup.procs')) ?? '').split('\n').filter(Boolean)) {
      tryKill(Number(pid));
    }
    void removeLater(join(home.directory, name));
  }
}

async function removeLater(directory: string): Promise<void> {
  if (unremoved.size === 0) process.once('exit', removeAtExit);
  unremoved.add(directory);
  for (let waitMs = 2; waitMs < 4000; waitMs *= 2) {
    try {
      await rmdir(directory);
      break;
    } catch {
      await delay(waitMs, undefined, { ref: false });
    }
  }
  unremoved.delete(directory);
  if (unremoved.size === 0) process.off('exit', removeAtExit);
}

function removeAtExit(): void {
  for (const directory of unremoved) tryRemove(directory);
}

function tryRemove(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Still busy or gone already: the next process sweeps.
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in the meantime.
  }
}
