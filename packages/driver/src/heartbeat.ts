import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { componentReadingSchema } from './core/find-silent.ts';
import { healthComponents } from './core/health-manifest.ts';

const heartbeatSchema = z.object({
  session: z.string(),
  pid: z.int(),
  at: z.string(),
  wall_ms: z.int().min(0),
  task: z.string().nullable(),
  /** True once the run has ended in order. */
  ended: z.boolean().default(false),
  components: z.partialRecord(z.enum(healthComponents), componentReadingSchema).default({}),
});
/** The last sign of life of a driver. */
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** Replaces the heartbeat file and says whether it could. A failure is no reason to stop working; the journal stays the truth. */
export function writeHeartbeat(path: string, heartbeat: Heartbeat): boolean {
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(heartbeat)}\n`);
    renameSync(`${path}.tmp`, path);
    return true;
  } catch {
    return false;
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
