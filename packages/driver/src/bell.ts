/** Lets one loop sleep until something happens. A ring that nobody waits for is kept for the next wait. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, or after `forMs`; null waits for a ring alone. */
  readonly wait: (forMs: number | null) => Promise<void>;
}

/** A timer cannot hold more than 31 bits of milliseconds. */
const longestDelayMs = 2_147_483_647;

// A race against a promise that lives as long as the run would keep every sleep in memory.
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(forMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = forMs === null ? undefined : setTimeout(resolve, Math.min(Math.max(1, forMs), longestDelayMs));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = undefined;
    },
  };
}
