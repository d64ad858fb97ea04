import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { driverStateSchema, type Goal } from './core/goal-schema.ts';

/** What the checkpoint file of a strict goal saw of the journal; undefined when there is none that can be read. */
export function readCheckpoint(path: string): Goal['driver_state'] {
  try {
    return z.object({ driver_state: driverStateSchema }).parse(JSON.parse(readFileSync(path, 'utf8'))).driver_state;
  } catch {
    return undefined;
  }
}
