import { setTimeout as delay } from 'node:timers/promises';
import type { AlertPort, DriverAlert } from './ports.ts';

/** Sends alerts beside the loop, never in it. */
export interface AlertDelivery {
  send(alert: DriverAlert): void;
  /** Gives what is under way a last moment, then gives it up. */
  close(): Promise<void>;
}

const lastMomentMs = 3000;

export function createAlertDelivery(port: AlertPort | undefined, onFailure: (message: string) => void): AlertDelivery {
  const underWay = new Set<Promise<void>>();
  const controller = new AbortController();
  let closed = false;
  return {
    send(alert) {
      if (port === undefined) return;
      const sending = Promise.resolve()
        .then(() => port.send(alert, { signal: controller.signal }))
        .catch((cause: unknown) => {
          if (!closed) onFailure(`an alert could not be sent: ${String(cause)}`);
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async close() {
      if (underWay.size > 0) {
        const waiting = new AbortController();
        await Promise.race([
          Promise.all(underWay).finally(() => {
            waiting.abort();
          }),
          delay(lastMomentMs, undefined, { signal: waiting.signal }).catch(() => undefined),
        ]);
      }
      closed = true;
      controller.abort();
    },
  };
}
