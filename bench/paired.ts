import { setTimeout as delay } from 'node:timers/promises';

/** One thing to time. */
export interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Median wall time of a contender and its ratio to the first one. */
export interface PairedRow {
  readonly name: string;
  readonly medianMs: number;
  readonly ratio: number;
}

/**
 * Runs all contenders in turn, `rounds` times after `warmUp` rounds, so that load hits them alike; the first is the floor.
 * `pauseMs` passes after each, so that what one leaves to the background is not paid by the next.
 */
export async function measurePaired(
  contenders: readonly Contender[],
  rounds: number,
  warmUp = 3,
  pauseMs = 0,
): Promise<PairedRow[]> {
  const times = contenders.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const started = performance.now();
      await run();
      if (round >= 0) times[index]?.push(performance.now() - started);
      if (pauseMs > 0) await delay(pauseMs);
    }
  }
  const medians = times.map(median);
  const floorMs = medians[0] ?? Number.NaN;
  return contenders.map(({ name }, index) => {
    const medianMs = medians[index] ?? Number.NaN;
    return { name, medianMs, ratio: medianMs / floorMs };
  });
}

/** Prints rows as a table; absolute times are context, ratios are the result. */
export function printRows(title: string, rows: readonly PairedRow[]): void {
  console.log(title);
  for (const { name, medianMs, ratio } of rows) {
    console.log(`  ${name.padEnd(52)} ${ratio.toFixed(2).padStart(6)}x  (${medianMs.toFixed(2)} ms)`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
