import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { channelsOf, alertFolder } from '../alerts/alerting.ts';
import { createAlertSender, type AlertSender } from '../alerts/alert-sender.ts';
import { openOutbox } from '../alerts/outbox.ts';
import { findSilent, type SilentComponent } from '../core/find-silent.ts';
import { isAnswered } from '../core/override-state.ts';
import { healthManifest, type HealthComponent, type ManifestEntry } from '../core/health-manifest.ts';
import { acquireLock, readLockHolder } from '../goal-lock.ts';
import { readHeartbeat } from '../heartbeat.ts';
import { overridePath } from '../operator/override-path.ts';
import { readOverrides } from '../operator/override-watch.ts';
import { requestOverride } from '../operator/request-override.ts';
import type { AlertPort } from '../ports.ts';
import { readGoal } from '../read-goal.ts';
import { statePaths, type StatePaths } from '../state-paths.ts';
import { watchReportPath } from './health-watch.ts';
import { readWatchReport, writeWatchReport, type WatchReport } from './watch-file.ts';

export interface RunMonitorOptions {
  readonly goalPath: string;
  readonly alerts?: AlertPort | readonly AlertPort[];
  readonly signal?: AbortSignal;
  /** Time between two looks; 1000 ms by default. */
  readonly intervalMs?: number;
  /** How often to look; for ever by default. */
  readonly looks?: number;
  readonly operatorFolder?: string | undefined;
  /** Called after each look. One that throws ends the monitor. */
  readonly onReport?: (report: WatchReport) => void;
}

type MonitorAlert = WatchReport['alerts'][number];

/**
 * Watches a goal from outside its driver: raises an alert for every component that is silent for longer than the manifest
 * allows, sends what a driver left in its outbox, and publishes its own `last_success_at`, which the driver watches in
 * turn. An alert nobody answers turns the dial down or halts the goal, as the goal's `alerts` says, through the operator's
 * log. Throws `LOCKED` when the goal has a monitor already.
 */
export async function runMonitor(options: RunMonitorOptions): Promise<WatchReport> {
  const paths = pathsOf(options.goalPath);
  const lock = acquireLock(join(paths.state, 'watch.lock'));
  const monitor = createMonitor(options, paths);
  try {
    for (let look = 1; ; look += 1) {
      await monitor.look();
      if (look === options.looks || isAborted(options.signal)) return await monitor.end();
      await delay(options.intervalMs ?? 1000, undefined, { signal: options.signal }).catch(() => undefined);
      if (isAborted(options.signal)) return await monitor.end();
    }
  } finally {
    monitor.close();
    lock.release();
  }
}

/** The manifest a goal is watched by. */
export function readManifest(goalPath: string): ManifestEntry[] {
  return healthManifest(readGoal(goalPath).goal);
}

function pathsOf(goalPath: string): StatePaths {
  return statePaths(goalPath, readGoal(goalPath).strict === null ? 'legacy' : 'strict');
}

interface Monitor {
  look(): Promise<void>;
  end(): Promise<WatchReport>;
  close(): void;
}

function createMonitor(options: RunMonitorOptions, paths: StatePaths): Monitor {
  const reportPath = watchReportPath(paths);
  const before = readWatchReport(reportPath);
  const channels = channelsOf(options.alerts);
  const openSender = (folder: string): AlertSender =>
    createAlertSender({
      outbox: openOutbox(folder, { durable: true }),
      channels,
      onDelivered: ignore,
      onRefused: ignore,
    });
  const own = openSender(join(paths.state, 'watch-alerts'));
  own.resume();
  const operators = overridePath(paths, options.operatorFolder);
  let leftBehind: AlertSender | undefined;
  let asked: 'dial' | 'halt' | undefined;
  let report: WatchReport = {
    formatVersion: 1,
    pid: process.pid,
    started_at: new Date().toISOString(),
    last_success_at: null,
    ended: false,
    silent: [],
    alerts: before?.alerts.filter(({ answered }) => !answered) ?? [],
    next_alert: before?.next_alert ?? 1,
  };
  const publish = (change: Partial<WatchReport>): void => {
    report = { ...report, ...change };
    writeWatchReport(reportPath, report);
    options.onReport?.(report);
  };
  const raise = (
    { component, silentSeconds, thresholdSeconds, owner }: SilentComponent,
    goal: string,
  ): MonitorAlert => {
    const id = `w${report.next_alert}`;
    const at = new Date().toISOString();
    const seconds = Math.round(silentSeconds);
    own.put({
      formatVersion: 1,
      id,
      kind: 'health',
      goal,
      goal_file: paths.goalName,
      task: null,
      message: `${component} has not succeeded for ${seconds} s (allowed ${thresholdSeconds} s, owner ${owner})`,
      at,
    });
    report = { ...report, next_alert: report.next_alert + 1 };
    return { id, component, at, answered: false, overdue: false };
  };
  const escalate = async (
    alerts: readonly MonitorAlert[],
    policy: { readonly dial_down_after_seconds?: number | undefined; readonly halt_after_seconds?: number | undefined },
  ): Promise<void> => {
    const oldestMs = Math.min(...alerts.filter(({ answered }) => !answered).map(({ at }) => Date.parse(at)));
    const isLate = (seconds: number | undefined): boolean =>
      seconds !== undefined && Date.now() - oldestMs >= seconds * 1000;
    const reason = 'an alert of the monitor was not answered in time';
    const by = { actor: 'monitor', reason, waitMs: 0, ...folderOf(options.operatorFolder) };
    if (isLate(policy.halt_after_seconds) && asked !== 'halt') {
      asked = 'halt';
      await requestOverride(paths.goal, { command: 'halt' }, by);
    } else if (isLate(policy.dial_down_after_seconds) && asked === undefined) {
      asked = 'dial';
      await requestOverride(paths.goal, { command: 'dial', level: 0 }, by);
    }
  };
  return {
    async look() {
      const { goal } = readGoal(paths.goal);
      const nowMs = Date.now();
      const manifest = healthManifest(goal);
      const silent = findSilent(manifest, readDriver(paths), nowMs);
      const overrides = readOverrides(operators, undefined, null).state;
      const known = report.alerts.map((alert) => {
        const slo = manifest.find(({ component }) => component === alert.component)?.ack_slo_seconds ?? 0;
        const answered = isAnswered(overrides, alert.id, alert.at);
        return { ...alert, answered, overdue: !answered && nowMs - Date.parse(alert.at) > slo * 1000 };
      });
      const stillSilent = new Set<string>(silent.map(({ component }) => component));
      const fresh = silent
        .filter(({ component }) => !known.some((alert) => alert.component === component))
        .map((each) => raise(each, goal.goal));
      // An answered alert stays while its component is silent, so that it is not raised again every second.
      const alerts = [...known, ...fresh].filter(({ answered, component }) => !answered || stillSilent.has(component));
      await escalate(alerts, goal.alerts);
      leftBehind = takeLeftBehind();
      publish({
        silent: silent.map(({ component, silentSeconds, thresholdSeconds }) => ({
          component,
          silent_seconds: silentSeconds,
          threshold_seconds: thresholdSeconds,
        })),
        alerts,
        last_success_at: new Date().toISOString(),
      });
    },
    async end() {
      await Promise.all([own.flush(3000), leftBehind?.flush(3000)]);
      publish({ ended: true });
      return report;
    },
    close() {
      own.close();
      leftBehind?.close();
    },
  };

  /** What a driver could not deliver any more is sent from here, as long as none runs that does so itself. */
  function takeLeftBehind(): AlertSender | undefined {
    if (readLockHolder(paths.lock) !== null) {
      leftBehind?.close();
      return undefined;
    }
    const sender = leftBehind ?? openSender(alertFolder(paths));
    sender.resume();
    return sender;
  }
}

function readDriver(paths: StatePaths): Parameters<typeof findSilent>[1] {
  const heartbeat = readHeartbeat(paths.heartbeat);
  if (heartbeat === null || heartbeat.ended) return {};
  const { components, at } = heartbeat;
  const driver = { last_success_at: at, active_since: components.driver?.active_since ?? at };
  const others: [HealthComponent, (typeof components)[HealthComponent]][] = [
    ['worker', components.worker],
    ['verifier', components.verifier],
    ['state_store', components.state_store],
    ['alert_channel', components.alert_channel],
  ];
  return { driver, ...Object.fromEntries(others.filter(([, reading]) => reading !== undefined)) };
}

/** The outbox says how far an alert has come; the monitor keeps no journal. */
function ignore(): void {}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function folderOf(operatorFolder: string | undefined): { readonly operatorFolder?: string } {
  return operatorFolder === undefined ? {} : { operatorFolder };
}
