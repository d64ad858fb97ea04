import { closeSync, constants, openSync, statSync } from 'node:fs';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';

/** A hold on a run's `/scratch`, which outlives the run. */
export interface ScratchHandle {
  readonly descriptor: number;
  close(): void;
}

const quickLooks = 200;

/**
 * Waits until the sandbox whose first process is `childPid` has its final root, and opens its `/scratch`. The payload must be
 * held back meanwhile. Null when `isOver` says that there will be none.
 */
export async function openScratch(childPid: number, isOver: () => boolean): Promise<ScratchHandle | null> {
  for (let looks = 0; !isOver(); looks += 1) {
    const descriptor = tryOpen(`/proc/${childPid}/root`);
    if (descriptor !== null) return { descriptor, close: () => closeSync(descriptor) };
    await (looks < quickLooks ? immediate() : delay(2));
  }
  return null;
}

/** While Bubblewrap builds, the root is first the host's and then one without a scratch folder. */
function tryOpen(root: string): number | null {
  try {
    const [inside, outside] = [statSync(`${root}/.`), statSync('/')];
    if (inside.dev === outside.dev && inside.ino === outside.ino) return null;
    return openSync(`${root}/scratch`, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch {
    return null;
  }
}
