// Runs inside the tool's sandbox before the tool is loaded: other surroundings than those of the tests.
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

/** What is changed in this process; time zone, locale and directory are set from outside. */
export interface HostSurroundings {
  readonly clockShiftMs?: number;
  readonly randomSeed?: number;
  readonly identity?: string;
}

/** Shifts the clock, seeds the random numbers, changes the names of host and process. */
export function changeSurroundings({ clockShiftMs, randomSeed, identity }: HostSurroundings): void {
  if (clockShiftMs !== undefined) shiftClock(clockShiftMs);
  if (randomSeed !== undefined) {
    let state = randomSeed;
    Math.random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
  }
  if (identity === undefined) return;
  os.hostname = () => identity;
  syncBuiltinESMExports();
  Object.defineProperty(process, 'pid', { value: process.pid + 1000 });
  Object.defineProperty(process, 'ppid', { value: process.ppid + 1000 });
}

function shiftClock(shiftMs: number): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  const monotonic = performance.now.bind(performance);
  performance.now = () => monotonic() + shiftMs;
  const { hrtime } = process;
  const shifted = (previous?: [number, number]): [number, number] => {
    const [seconds, nanoseconds] = hrtime(previous);
    return [previous === undefined ? seconds + Math.floor(shiftMs / 1000) : seconds, nanoseconds];
  };
  process.hrtime = Object.assign(shifted, { bigint: () => hrtime.bigint() + BigInt(shiftMs) * 1_000_000n });
}
