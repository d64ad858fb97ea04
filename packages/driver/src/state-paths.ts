import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DriverError } from './errors.ts';

/** Where the driver keeps what belongs to a goal: all beside the goal file. */
export interface StatePaths {
  readonly goal: string;
  readonly goalName: string;
  readonly folder: string;
  readonly journal: string;
  readonly lock: string;
  readonly heartbeat: string;
  readonly attempts: string;
  readonly records: string;
  readonly evidence: string;
}

/** Resolves links, so that one goal has one state. Throws `GOAL_UNREADABLE` when there is no such file. */
export function statePaths(goalPath: string): StatePaths {
  let goal: string;
  try {
    goal = realpathSync(goalPath);
  } catch (cause) {
    throw new DriverError('GOAL_UNREADABLE', `${resolve(goalPath)} cannot be read: ${String(cause)}`, { cause });
  }
  const folder = dirname(goal);
  return {
    goal,
    goalName: basename(goal),
    folder,
    journal: join(folder, 'driver-log.jsonl'),
    lock: join(folder, 'driver.lock'),
    heartbeat: join(folder, 'heartbeat.json'),
    attempts: join(folder, 'attempts'),
    records: join(folder, 'aar'),
    evidence: join(folder, 'aar', 'evidence'),
  };
}

/** A path of the goal file: `~` is the home folder, relative paths count from the goal file's folder. */
export function resolveGoalPath(paths: StatePaths, path: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return resolve(paths.folder, path);
}
