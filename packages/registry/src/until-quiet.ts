import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryProblem } from './core/problem.ts';
import { isLocked } from './lock.ts';
import type { Store } from './store.ts';

const retryMs = 20;

/** Repeats a check that found something while a live process holds the lock: half-way through a change is no damage. */
export async function untilQuiet<Result extends { readonly problems: readonly RegistryProblem[] }>(
  store: Store,
  lockName: string,
  check: () => Result,
): Promise<Result> {
  const deadline = performance.now() + store.lockWaitMs;
  for (;;) {
    const lockedBefore = isLocked(store, lockName);
    const result = check();
    if (result.problems.length === 0 || performance.now() >= deadline) return result;
    if (!lockedBefore && !isLocked(store, lockName)) return result;
    await sleep(retryMs);
  }
}
