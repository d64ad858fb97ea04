import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once `condition` holds; rejects after some seconds with `what` was waited for. */
export async function waitUntil(what: string, condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    if (condition()) return;
    await delay(10);
  }
  throw new Error(`Waited in vain for ${what}`);
}
