import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const heartbeatSchema = z.object({
  session: z.string(),
  pid: z.int(),
  at: z.string(),
  wall_ms: z.int().min(0),
  task: z.string().nullable(),
});
/** The last sign of life of a driver. */
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** Replaces the heartbeat file. A failure is no reason to stop working, so it is ignored; the journal stays the truth. */
export function writeHeartbeat(path: string, heartbeat: Heartbeat): void {
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(heartbeat)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch {
    // See above.
  }
}

/** Reads the heartbeat file; null when there is none or it is no heartbeat. */
export function readHeartbeat(path: string): Heartbeat | null {
  try {
    return heartbeatSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
