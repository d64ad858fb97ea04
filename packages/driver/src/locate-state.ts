import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isJsonObject } from './core/json-value.ts';
import { statePaths, type StatePaths } from './state-paths.ts';
import { writeState } from './write-state.ts';

/**
 * Where a goal's state is, whatever else is wrong with its file: an operator must reach a running goal also while
 * somebody edits it. Makes the folder. Throws `GOAL_UNREADABLE` when there is no such file.
 */
export function locateState(goalPath: string): StatePaths {
  const strict = statePaths(goalPath, 'strict');
  const declared = readSchema(strict.goal);
  const isStrict = declared === undefined ? existsSync(strict.state) : declared === 2;
  if (!isStrict) return statePaths(goalPath, 'legacy');
  writeState(strict.state, () => mkdirSync(strict.state, { recursive: true }));
  return strict;
}

/** The `schema` of a goal file, null when it has none, undefined when it cannot be read. */
function readSchema(path: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(value) ? (value['schema'] ?? null) : undefined;
  } catch {
    return undefined;
  }
}
