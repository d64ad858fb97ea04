import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '../replace-file.ts';

/** What the monitor publishes about itself and about what it sees. */
export const watchReportSchema = z.object({
  formatVersion: z.literal(1),
  pid: z.int(),
  started_at: z.string(),
  /** The end of the last whole look at everything. */
  last_success_at: z.string().nullable(),
  ended: z.boolean(),
  silent: z.array(z.object({ component: z.string(), silent_seconds: z.number(), threshold_seconds: z.number() })),
  alerts: z.array(
    z.object({ id: z.string(), component: z.string(), at: z.string(), answered: z.boolean(), overdue: z.boolean() }),
  ),
  next_alert: z.int().min(1),
});
export type WatchReport = z.infer<typeof watchReportSchema>;

export function writeWatchReport(path: string, report: WatchReport): void {
  replaceFile(path, `${JSON.stringify(report)}\n`, { durable: false });
}

/** Null when nobody ever watched. */
export function readWatchReport(path: string): WatchReport | null {
  try {
    return watchReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
