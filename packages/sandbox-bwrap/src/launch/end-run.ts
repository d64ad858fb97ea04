import type { ChildProcess } from 'node:child_process';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { readStartTicks } from '../host/process-identity.ts';
import { childrenOf } from '../limits/process-tree.ts';

/** Ends the processes of one run. */
export interface RunEnder {
  /** Tells the ender the sandbox's first process; false when the run is to be killed and must not be released. */
  childKnown(childPid: number): boolean;
  /** Asks the payload to end (SIGTERM) and kills everything when it has not after the grace. */
  terminate(): void;
  /** Kills everything at once. */
  kill(): void;
  readonly wasKilled: () => boolean;
  /** Call when the launcher has exited. Resolves when nothing of the sandbox is left. */
  finished(): Promise<void>;
}

const graceMs = 200;
const patienceMs = 2000;
const quickLooks = 40;

/** `launcher` is Bubblewrap's outer process. */
export function createRunEnder(launcher: ChildProcess): RunEnder {
  let childPid: number | null = null;
  let startTicks: string | null = null;
  let killed = false;
  const timers: NodeJS.Timeout[] = [];
  const isRunning = (): boolean => launcher.exitCode === null && launcher.signalCode === null;

  function kill(): void {
    if (!isRunning()) return;
    // The kernel ends a pid namespace with its first process; the launcher leaves when all of it is gone.
    if (childPid !== null) sendSignal(childPid, 'SIGKILL');
    if (!killed) timers.push(setTimeout(() => launcher.kill('SIGKILL'), patienceMs));
    killed = true;
  }

  return {
    childKnown(pid) {
      childPid = pid;
      startTicks = readStartTicks(pid);
      // Killing the launcher before this point could orphan a half-built sandbox.
      if (killed) kill();
      return !killed;
    },
    terminate() {
      if (childPid === null) return kill();
      // Bubblewrap itself answers SIGTERM by killing; only the payload can end gracefully.
      for (const pid of childrenOf(childPid)) sendSignal(pid, 'SIGTERM');
      timers.push(setTimeout(kill, graceMs));
    },
    kill,
    wasKilled: () => killed,
    async finished() {
      for (const timer of timers) clearTimeout(timer);
      if (childPid !== null && startTicks !== null) await waitForEnd(childPid, startTicks);
    },
  };
}

/** The launcher leaves as soon as it knows the exit code; what the payload left running dies a moment later. */
async function waitForEnd(pid: number, startTicks: string): Promise<void> {
  for (let looks = 0; readStartTicks(pid) === startTicks; looks += 1) {
    sendSignal(pid, 'SIGKILL');
    // Tearing the namespaces down takes a fraction of a millisecond, and no timer is that short.
    await (looks < quickLooks ? immediate() : delay(1));
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
