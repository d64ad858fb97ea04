import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryProblem } from './core/problem.ts';
import { isLocked } from './lock.ts';
import type { Store } from './store.ts';

const retryMs = 20;

/**
 * Repeats a check that found something: half-way through another process's change is no damage. What is found twice in
 * a row, with no live process holding the lock around it, stays found.
 */
export async function untilQuiet<Result extends { readonly problems: readonly RegistryProblem[] }>(
  store: Store,
  lockName: string,
  check: () => Result,
): Promise<Result> {
  const deadline = performance.now() + store.lockWaitMs;
  let before: string | null = null;
  for (;;) {
    const lockedBefore = isLocked(store, lockName);
    const result = check();
    if (result.problems.length === 0) return result;
    const found = lockedBefore || isLocked(store, lockName) ? null : JSON.stringify(result.problems);
    if (found !== null && found === before) return result;
    if (performance.now() >= deadline && (found === null || before !== null)) return result;
    before = found;
    if (found === null) await sleep(retryMs);
  }
}
