import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { StatePaths } from '../state-paths.ts';

/**
 * The operator's log of a goal: beside its journal, or, when an operator folder is given, in there under a name made of
 * the goal file's real path, where a worker without the right to write cannot reach it.
 */
export function overridePath(paths: StatePaths, operatorFolder: string | undefined): string {
  if (operatorFolder === undefined) return join(paths.state, 'override-log.jsonl');
  const name = createHash('sha256').update(paths.goal).digest('hex').slice(0, 16);
  return join(operatorFolder, name, 'override-log.jsonl');
}
