import type { ResourceLimits } from '../resource-limits.ts';
import type { StarterCall } from './starter-program.ts';

/** What a starter does before it becomes the launcher. */
export interface StarterTask {
  readonly limits: ResourceLimits;
  /** Descriptors of control group files to enter by writing 0, which means the writer. */
  readonly groups: readonly number[];
  /** Descriptors that reach the launcher; every other one is closed, whoever left it open. */
  readonly kept: readonly number[];
}

/** x64 numbers. */
const writeNumber = 1;
const prlimitNumber = 302;
const closeRangeNumber = 436;
const highestDescriptor = 0xffff_ffff;

const resourceNumbers: Readonly<Record<string, number>> = { cpu: 0, fsize: 1, data: 2, core: 4, nproc: 6, nofile: 7 };

/** The calls of a starter, in order. The groups are entered first, so that everything after is already counted. */
export function starterCalls({ limits, groups, kept }: StarterTask): readonly StarterCall[] {
  return [
    ...groups.map((group) => ({ number: writeNumber, args: [group, new TextEncoder().encode('0'), 1] })),
    ...Object.entries(limits).map(([name, value]) => limitCall(name, value)),
    ...gaps(kept).map(([first, last]) => ({ number: closeRangeNumber, args: [first, last, 0] })),
  ];
}

function limitCall(name: string, value: number): StarterCall {
  const resource = resourceNumbers[name];
  if (resource === undefined) throw new TypeError(`There is no resource limit ${name}; add its number.`);
  const pair = new BigUint64Array([BigInt(value), BigInt(value)]);
  return { number: prlimitNumber, args: [0, resource, new Uint8Array(pair.buffer), 0] };
}

/** The ranges of numbers from 3 up that are not in `kept`. */
function gaps(kept: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let next = 3;
  for (const descriptor of kept.filter((one) => one > 2).toSorted((left, right) => left - right)) {
    if (descriptor > next) ranges.push([next, descriptor - 1]);
    next = descriptor + 1;
  }
  return [...ranges, [next, highestDescriptor]];
}
