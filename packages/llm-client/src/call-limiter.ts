import { createDeferred } from './create-deferred.ts';
import { aborted } from './connection-errors.ts';

/** Lets at most so many calls per model run at once; the others wait in order. */
export interface CallLimiter {
  run<Result>(model: string, work: () => Promise<Result>, options: LimiterOptions): Promise<Result>;
}

interface LimiterOptions {
  readonly signal: AbortSignal | undefined;
  /** Called when the call has to wait, with the number of calls before it. */
  readonly onQueued: (ahead: number) => void;
}

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/** A first-in-first-out limiter; a waiting call leaves the queue when its signal aborts. */
export function createCallLimiter(perModel: number): CallLimiter {
  const lanes = new Map<string, Lane>();

  async function enter(lane: Lane, { signal, onQueued }: LimiterOptions): Promise<void> {
    if (signal?.aborted) throw aborted(signal);
    if (lane.running < perModel) {
      lane.running += 1;
      return;
    }
    onQueued(lane.running + lane.waiting.length);
    const { promise, resolve, reject } = createDeferred<void>();
    const leave = (): void => {
      const place = lane.waiting.indexOf(resolve);
      if (place !== -1) lane.waiting.splice(place, 1);
      if (signal) reject(aborted(signal));
    };
    lane.waiting.push(resolve);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  return {
    async run(model, work, options) {
      const lane = lanes.get(model) ?? { running: 0, waiting: [] };
      lanes.set(model, lane);
      await enter(lane, options);
      try {
        return await work();
      } finally {
        // The slot passes straight to the next in line, so nobody can slip in between.
        const next = lane.waiting.shift();
        if (next) next();
        else lane.running -= 1;
        if (lane.running === 0) lanes.delete(model);
      }
    },
  };
}
