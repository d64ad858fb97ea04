import { setTimeout as delay } from 'node:timers/promises';
import type { AlertPort, DriverAlert } from './ports.ts';

/** Sends alerts beside the loop, never in it. */
export interface AlertDelivery {
  send(alert: DriverAlert): void;
  /** Waits a last moment for what is under way, then gives it up. */
  flush(): Promise<void>;
  /** No failure is told any more. */
  close(): void;
}

const lastMomentMs = 3000;

export function createAlertDelivery(port: AlertPort | undefined, onFailure: (message: string) => void): AlertDelivery {
  const underWay = new Set<Promise<void>>();
  let giveUp = new AbortController();
  let closed = false;
  const fail = (message: string): void => {
    if (!closed) onFailure(message);
  };
  return {
    send(alert) {
      if (port === undefined) return;
      const { signal } = giveUp;
      const sending = Promise.resolve()
        .then(() => port.send(alert, { signal }))
        .catch((cause: unknown) => {
          if (!signal.aborted) fail(`an alert could not be sent: ${String(cause)}`);
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async flush() {
      if (underWay.size === 0) return;
      const waiting = new AbortController();
      await Promise.race([Promise.all(underWay), delay(lastMomentMs, undefined, { signal: waiting.signal })]);
      waiting.abort();
      if (underWay.size === 0) return;
      giveUp.abort();
      giveUp = new AbortController();
      fail(`${underWay.size} alerts were not accepted within ${lastMomentMs} ms and were given up`);
      underWay.clear();
    },
    close() {
      closed = true;
      giveUp.abort();
    },
  };
}
