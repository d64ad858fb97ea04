import { writeFileSync } from 'node:fs';
import { checkpointText } from './core/checkpoint-document.ts';
import { initialGoal, type InitialGoalOptions } from './core/initial-goal.ts';
import { DriverError } from './errors.ts';
import { writeState } from './write-state.ts';

/** Writes a new goal file. Throws `GOAL_EXISTS` rather than overwrite, and `GOAL_INVALID` for what would not run. */
export function writeInitialGoal(path: string, options: InitialGoalOptions): void {
  const text = checkpointText(initialGoal(options));
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new DriverError('GOAL_EXISTS', `${path} exists already; choose another name or edit that file`, { cause });
    }
    writeState(path, () => {
      throw cause;
    });
  }
}
