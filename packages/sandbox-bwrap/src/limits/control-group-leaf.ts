import { constants, mkdirSync, openSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { controlGroupWrites } from '../core/control-group-files.ts';
import type { ControlGroupLimits } from '../core/control-group-files.ts';
import type { ControlGroupHome } from '../core/control-group-homes.ts';
import { controlGroupName, parseControlGroupName } from '../core/control-group-name.ts';
import { isGone, ownIdentity } from '../host/process-identity.ts';
import { readText } from '../host/read-text.ts';

/** A cgroup directory made for one run. */
export interface ControlGroupLeaf {
  /** Puts limits on it. Throws what the file system throws when that is not allowed. */
  limit(controllers: readonly string[], limits: ControlGroupLimits): void;
  /** Moves a process in. */
  join(pid: number): void;
  /** A descriptor by which a process enters the leaf, writing 0. */
  openForJoining(): number;
  /** The text of one of its files, or null. */
  read(file: string): string | null;
  /** Removes it in the background; the kernel refuses for a few milliseconds after the last process is gone. */
  remove(): void;
}

/** A fresh directory, never used, by the directory it lies in. */
const spares = new Map<string, string>();
const spareMs = 200;
let spareTimer: NodeJS.Timeout | undefined;
let sequence = 0;
const unremoved = new Set<string>();

/** Makes a leaf below `home`, without limits yet. Throws what the file system throws when that is not allowed. */
export function createLeaf(home: ControlGroupHome): ControlGroupLeaf {
  const directory = spares.get(home.directory) ?? makeDirectory(home);
  spares.delete(home.directory);
  return {
    limit(controllers, limits) {
      for (const { file, value, optional } of controlGroupWrites(home.version, controllers, limits)) {
        if (!optional || readText(join(directory, file)) !== null) writeFileSync(join(directory, file), value);
      }
    },
    join: (pid) => writeFileSync(join(directory, 'cgroup.procs'), String(pid)),
    // A v1 thread that moves itself alone spares the kernel a wait of many milliseconds for all others; v2 has no such file.
    openForJoining: () =>
      openSync(join(directory, home.version === 'cgroup-v1' ? 'tasks' : 'cgroup.procs'), constants.O_WRONLY),
    read: (file) => readText(join(directory, file)),
    remove: () => void removeLater(directory),
  };
}

/** Makes the next run's directory below `home` ahead of time; it goes again when no run takes it. */
export function prepareLeaf(home: ControlGroupHome): void {
  if (!spares.has(home.directory)) {
    try {
      spares.set(home.directory, makeDirectory(home));
    } catch {
      // The run that needs it says so.
      return;
    }
  }
  if (spareTimer === undefined) process.once('exit', removeSpares);
  spareTimer ??= setTimeout(removeSpares, spareMs).unref();
  spareTimer.refresh();
}

function makeDirectory(home: ControlGroupHome): string {
  sequence += 1;
  const directory = join(home.directory, controlGroupName(ownIdentity(), sequence));
  mkdirSync(directory);
  return directory;
}

function removeSpares(): void {
  for (const directory of spares.values()) tryRemove(directory);
  spares.clear();
  clearTimeout(spareTimer);
  spareTimer = undefined;
  process.off('exit', removeSpares);
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
  // Whoever waits for the result comes first.
  await immediate();
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
