import { z } from 'zod';
import type { Coverage } from '../../core/report-schema.ts';

/** What each counter of an instrumented tool stands for, in the order of the counters. */
export const counterPlacesSchema = z.array(
  z.strictObject({ kind: z.enum(['statement', 'branch', 'function']), line: z.int().positive() }),
);
type CounterPlaces = z.infer<typeof counterPlacesSchema>;

const countersSchema = z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]));

/**
 * Coverage from the counters that the tool's process gave back. Only numbers are taken from there, and only for the places
 * that the gate itself put a counter at; `undefined` when they do not fit.
 */
export function measureCounters(places: CounterPlaces, counters: unknown): Coverage | undefined {
  const given = countersSchema.safeParse(counters);
  if (!given.success || given.data.some(([index]) => index >= places.length)) return undefined;
  const reached = new Set(given.data.filter(([, count]) => count > 0).map(([index]) => index));
  const isReached = (kind: CounterPlaces[number]['kind']): readonly boolean[] =>
    places.flatMap((place, index) => (place.kind === kind ? [reached.has(index)] : []));
  const lines = new Map<number, boolean>();
  for (const [index, { kind, line }] of places.entries())
    if (kind === 'statement') lines.set(line, (lines.get(line) ?? false) || reached.has(index));
  return {
    status: 'measured',
    lines: ratio([...lines.values()]),
    branches: ratio(isReached('branch')),
    functions: ratio(isReached('function')),
    statements: ratio(isReached('statement')),
    uncoveredLines: [...lines].filter(([, isCovered]) => !isCovered).map(([line]) => line),
  };
}

function ratio(reached: readonly boolean[]): { covered: number; total: number; percent: number } {
  const covered = reached.filter(Boolean).length;
  const total = reached.length;
  return { covered, total, percent: total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100 };
}
