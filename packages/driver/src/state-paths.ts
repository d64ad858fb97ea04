import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { DriverError } from './errors.ts';

/** Where the driver keeps what belongs to a goal: beside the goal file, in the strict profile in a folder of its own there. */
/** Which rules a goal runs under; see the goal file's `schema`. */
export type Profile = 'legacy' | 'strict';

export interface StatePaths {
  readonly goal: string;
  readonly goalName: string;
  /** The goal file's folder; relative paths of the goal file count from it. */
  readonly folder: string;
  /** The folder of everything below. */
  readonly state: string;
  /** The file that follows the state for people; in the legacy profile the goal file itself. */
  readonly checkpoint: string;
  readonly journal: string;
  readonly lock: string;
  readonly heartbeat: string;
  readonly attempts: string;
  readonly records: string;
  readonly evidence: string;
  /** Who ratified the contract; beside the goal file, strict profile only. */
  readonly ratifications: string;
  /** Patches of proposals; strict profile only. */
  readonly proposals: string;
  /** Signed statements about the journal. */
  readonly checkpoints: string;
}

/** Resolves links, so that one goal has one state. Throws `GOAL_UNREADABLE` when there is no such file. */
export function statePaths(goalPath: string, profile: Profile): StatePaths {
  let goal: string;
  try {
    goal = realpathSync(goalPath);
  } catch (cause) {
    throw new DriverError('GOAL_UNREADABLE', `${resolve(goalPath)} cannot be read: ${String(cause)}`, { cause });
  }
  const folder = dirname(goal);
  const state = profile === 'legacy' ? folder : join(folder, `${parse(goal).name}.drive`);
  return {
    goal,
    goalName: basename(goal),
    folder,
    state,
    checkpoint: profile === 'legacy' ? goal : join(state, 'state.json'),
    journal: join(state, 'driver-log.jsonl'),
    lock: join(state, 'driver.lock'),
    heartbeat: join(state, 'heartbeat.json'),
    attempts: join(state, 'attempts'),
    records: join(state, 'aar'),
    evidence: join(state, 'aar', 'evidence'),
    ratifications: join(folder, `${parse(goal).name}.ratifications.jsonl`),
    proposals: join(state, 'proposals'),
    checkpoints: join(state, 'driver-checkpoints.jsonl'),
  };
}

/** A path of the goal file: `~` is the home folder, relative paths count from the goal file's folder. */
export function resolveGoalPath(paths: StatePaths, path: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return resolve(paths.folder, path);
}
