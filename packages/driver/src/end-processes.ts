import { setTimeout as delay } from 'node:timers/promises';
import { DriverError } from './errors.ts';

export interface EndProcessesOptions {
  /** The processes to end, asked again and again until there are none. */
  readonly find: () => readonly number[];
  /** How long they may finish by themselves before the first signal. */
  readonly patienceMs?: number;
  /** Time between the request to end and the kill. */
  readonly graceMs: number;
}

const pollMs = 10;
const killWaitMs = 10_000;

/** Ends processes: TERM, grace, KILL; returns how many needed a signal. Throws `ORPHAN_ALIVE` when one outlives KILL. */
export async function endProcesses(options: EndProcessesOptions): Promise<number> {
  const { find } = options;
  if (find().length === 0 || (await areGone(find, options.patienceMs ?? 0))) return 0;
  const signalled = new Set(signalAll(find(), 'SIGTERM'));
  if (await areGone(find, options.graceMs)) return signalled.size;
  const deadlineMs = performance.now() + killWaitMs;
  while (performance.now() < deadlineMs) {
    for (const pid of signalAll(find(), 'SIGKILL')) signalled.add(pid);
    if (await areGone(find, 100)) return signalled.size;
  }
  throw new DriverError(
    'ORPHAN_ALIVE',
    `processes ${find().join(', ')} of an earlier attempt are alive and cannot be ended; end them, then start again`,
  );
}

async function areGone(find: () => readonly number[], withinMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    if (find().length === 0) return true;
    if (performance.now() >= deadlineMs) return false;
    await delay(pollMs);
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): readonly number[] {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already, or somebody else's: the next look decides.
    }
  }
  return pids;
}
