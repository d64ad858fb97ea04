import { z } from 'zod';
import type { HealthComponent, ManifestEntry } from './health-manifest.ts';

/** What a component says of itself. `active_since`: since when it should be succeeding; null while nothing is asked of it. */
export const componentReadingSchema = z.object({
  last_success_at: z.string().nullable(),
  active_since: z.string().nullable(),
});
export type ComponentReading = z.infer<typeof componentReadingSchema>;

export interface SilentComponent {
  readonly component: HealthComponent;
  readonly silentSeconds: number;
  readonly thresholdSeconds: number;
  readonly owner: string;
}

/** The components that should have succeeded and have not for longer than the manifest allows. */
export function findSilent(
  manifest: readonly ManifestEntry[],
  readings: Readonly<Partial<Record<HealthComponent, ComponentReading>>>,
  nowMs: number,
): SilentComponent[] {
  return manifest.flatMap(({ component, staleness_threshold_seconds: thresholdSeconds, owner }) => {
    const reading = readings[component];
    if (reading === undefined || reading.active_since === null) return [];
    const sinceMs = Math.max(timeOf(reading.last_success_at), timeOf(reading.active_since));
    const silentSeconds = (nowMs - sinceMs) / 1000;
    return silentSeconds > thresholdSeconds ? [{ component, silentSeconds, thresholdSeconds, owner }] : [];
  });
}

/** A time that cannot be read never happened. */
function timeOf(text: string | null): number {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? 0 : timeMs;
}
