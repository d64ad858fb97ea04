import { join } from 'node:path';
import { alertFolder } from './alerts/alerting.ts';
import { watchReportPath } from './health/health-watch.ts';
import type { StatePaths } from './state-paths.ts';

/** Absolute paths of everything the driver, its operator and its monitor write: never part of a commit. */
export function ownFiles(paths: StatePaths, overrides: string): string[] {
  return [
    paths.goal,
    paths.journal,
    paths.lock,
    paths.heartbeat,
    paths.attempts,
    paths.records,
    paths.checkpoint,
    overrides,
    `${overrides}.lock`,
    alertFolder(paths),
    watchReportPath(paths),
    join(paths.state, 'watch.lock'),
    join(paths.state, 'watch-alerts'),
  ];
}
