import { join } from 'node:path';
import type { Goal } from '../core/goal-schema.ts';
import type { JournalEntry } from '../core/journal-entry.ts';
import type { EventOf, JournalEvent } from '../core/journal-event-schema.ts';
import type { Governor } from '../operator/governor.ts';
import type { AlertPort } from '../ports.ts';
import type { StatePaths } from '../state-paths.ts';
import type { AlertChannel } from './alert-channel.ts';
import { createAlertSender } from './alert-sender.ts';
import { openOutbox } from './outbox.ts';
import type { StoredAlert } from './stored-alert.ts';
import { alertIdOf, watchAnswers } from './watch-answers.ts';

/** The alerts of one run: into the outbox, out to the channels, and answered in time. */
export interface Alerting {
  /** Takes up what earlier runs left: alerts to send, and alerts that wait for an answer. */
  begin(): void;
  raise(entry: EventOf<'alert'> & Pick<JournalEntry, 'seq' | 'ts'>): void;
  look(nowMs: number): void;
  /** Gives alerts under way a last moment; what is not taken then stays in the outbox. */
  flush(): Promise<void>;
  readonly lastSuccessAt: () => string | null;
  readonly waitingSince: () => string | null;
  close(): void;
}

export interface AlertingOptions {
  readonly paths: StatePaths;
  readonly goal: Goal;
  readonly ports: AlertPort | readonly AlertPort[] | undefined;
  readonly entries: readonly JournalEntry[];
  readonly durable: boolean;
  readonly backoffMs: number | undefined;
  readonly governor: Governor;
  readonly record: (event: JournalEvent) => unknown;
  readonly warn: (message: string) => void;
}

const lastMomentMs = 3000;
/** An alert whose run died before it reached the outbox is sent by the next run, if it is not too old to matter. */
const rescueForMs = 86_400_000;

/** Where the alerts of a goal wait. */
export function alertFolder(paths: StatePaths): string {
  return join(paths.state, 'alerts');
}

/** The channels of the ports, each with a name of its own. */
export function channelsOf(ports: AlertPort | readonly AlertPort[] | undefined): AlertChannel[] {
  const list = ports === undefined ? [] : 'send' in ports ? [ports] : ports;
  return list.map((port, index) => ({
    name: port.name ?? `port-${index + 1}`,
    send: (alert, options) => port.send(alert, options),
  }));
}

export function openAlerting(options: AlertingOptions): Alerting {
  const { goal, paths, entries, governor } = options;
  const outbox = openOutbox(alertFolder(paths), { durable: options.durable });
  const sender = createAlertSender({
    outbox,
    channels: channelsOf(options.ports),
    backoffMs: options.backoffMs,
    onDelivered: ({ id }, channel, attempts) => {
      options.record({ event: 'alert_delivered', alert: id, channel, attempts });
    },
    onRefused: ({ id }, channel, problem) => {
      options.warn(`alert ${id}: ${channel} ${problem}; it is tried again`);
    },
  });
  const answers = watchAnswers({ policy: goal.alerts, entries, governor });
  const toAlert = (entry: EventOf<'alert'> & Pick<JournalEntry, 'seq' | 'ts'>): StoredAlert => ({
    formatVersion: 1,
    id: alertIdOf(entry),
    kind: entry.kind,
    goal: goal.goal,
    goal_file: paths.goalName,
    task: entry.task,
    message: entry.message,
    at: entry.ts,
  });
  return {
    begin() {
      sender.resume();
      for (const entry of entries) {
        if (entry.event !== 'alert' || Date.now() - Date.parse(entry.ts) > rescueForMs) continue;
        if (!outbox.knows(alertIdOf(entry))) sender.put(toAlert(entry));
      }
      answers.look(Date.now());
    },
    raise(entry) {
      answers.note({ id: alertIdOf(entry), kind: entry.kind, at: entry.ts });
      sender.put(toAlert(entry));
    },
    look(nowMs) {
      answers.look(nowMs);
    },
    async flush() {
      const left = await sender.flush(lastMomentMs);
      if (left > 0)
        options.warn(`${left} alerts were not accepted yet; they stay in the outbox for the next run or the monitor`);
    },
    lastSuccessAt: () => sender.lastSuccessAt,
    waitingSince: () => sender.waitingSince,
    close() {
      sender.close();
    },
  };
}
