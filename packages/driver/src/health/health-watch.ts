import { join } from 'node:path';
import { findAnomalies, type Anomaly, type AnomalyName } from '../core/anomaly-detectors.ts';
import { findSilent, type SilentComponent } from '../core/find-silent.ts';
import type { Goal } from '../core/goal-schema.ts';
import { healthManifest } from '../core/health-manifest.ts';
import type { JournalEvent } from '../core/journal-event-schema.ts';
import type { Governor } from '../operator/governor.ts';
import type { AlertKind } from '../ports.ts';
import { resolveGoalPath, type StatePaths } from '../state-paths.ts';
import type { HealthTracker } from './health-tracker.ts';
import { readResources } from './read-resources.ts';
import { readWatchReport } from './watch-file.ts';

export interface HealthWatchOptions {
  readonly paths: StatePaths;
  readonly goal: Goal;
  readonly tracker: HealthTracker;
  readonly governor: Governor;
  readonly record: (event: JournalEvent) => unknown;
  readonly alert: (kind: AlertKind, task: string | null, message: string) => void;
}

/** Where the monitor of a goal publishes. */
export function watchReportPath(paths: StatePaths): string {
  return join(paths.state, 'watch.json');
}

function permille(amount: number): number {
  return Math.round(amount * 1000);
}

/** The driver's own look at the detectors, and at the monitor. A saturated host gets no new work, then a halt. */
export function createHealthWatch(options: HealthWatchOptions): { look(nowMs: number): void } {
  const { goal, governor, paths, tracker } = options;
  const manifest = healthManifest(goal).filter(({ component }) => component === 'monitor');
  const firing = new Set<AnomalyName>();
  let saturatedSinceMs: number | undefined;
  const tell = (anomaly: Anomaly): void => {
    if (firing.has(anomaly.detector)) return;
    firing.add(anomaly.detector);
    const { detector, detail, value, threshold } = anomaly;
    options.record({
      event: 'anomaly',
      detector,
      value_permille: permille(value),
      threshold_permille: permille(threshold),
      detail,
    });
    options.alert(detector === 'silent_component' ? 'health' : 'anomaly', null, `${detector}: ${detail}`);
  };
  return {
    look(nowMs) {
      const resources = readResources(paths.state, goal.health.sensors, (path) => resolveGoalPath(paths, path));
      const input = { nowMs, attempts: tracker.attempts, resources, silent: silentMonitor(nowMs) };
      const anomalies = findAnomalies(input, goal.health.thresholds);
      for (const anomaly of anomalies) tell(anomaly);
      for (const name of firing) if (!anomalies.some(({ detector }) => detector === name)) firing.delete(name);
      const saturated = firing.has('resource_saturation');
      saturatedSinceMs = saturated ? (saturatedSinceMs ?? nowMs) : undefined;
      governor.hold('saturation', saturated);
      if (saturatedSinceMs !== undefined && nowMs - saturatedSinceMs >= goal.health.halt_after_saturated_seconds * 1000)
        governor.halt('saturation');
    },
  };

  function silentMonitor(nowMs: number): SilentComponent[] {
    const report = readWatchReport(watchReportPath(paths));
    if (report === null) return [];
    const active = report.ended ? null : report.started_at;
    return findSilent(manifest, { monitor: { last_success_at: report.last_success_at, active_since: active } }, nowMs);
  }
}
