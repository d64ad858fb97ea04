import type { Goal } from '../core/goal-schema.ts';
import type { JournalEntry } from '../core/journal-entry.ts';
import type { Governor } from '../operator/governor.ts';

/** Alerts that nobody has answered: after one time the autonomy goes down, after another the goal halts. */
export interface AnswerWatch {
  note(alert: OpenAlert): void;
  /** Looks at the clock; called often. */
  look(nowMs: number): void;
  readonly open: () => readonly OpenAlert[];
}

export interface OpenAlert {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
}

/** The id of the alert that a journal entry is. */
export function alertIdOf(entry: { readonly seq: number }): string {
  return `a${entry.seq}`;
}

/** Every alert of a journal. */
export function openAlerts(entries: readonly JournalEntry[]): OpenAlert[] {
  return entries.flatMap((entry) =>
    entry.event === 'alert' ? [{ id: alertIdOf(entry), kind: entry.kind, at: entry.ts }] : [],
  );
}

export function watchAnswers(options: {
  readonly policy: Goal['alerts'];
  readonly entries: readonly JournalEntry[];
  readonly governor: Pick<Governor, 'isAcknowledged' | 'bound' | 'halt'>;
}): AnswerWatch {
  const { policy, governor } = options;
  let alerts = openAlerts(options.entries);
  const open = (): OpenAlert[] => {
    alerts = alerts.filter(({ id, at }) => !governor.isAcknowledged(id, at));
    return alerts;
  };
  return {
    note(alert) {
      alerts.push(alert);
    },
    open,
    look(nowMs) {
      const { dial_down_after_seconds: dialDownSeconds, halt_after_seconds: haltSeconds } = policy;
      if (dialDownSeconds === undefined && haltSeconds === undefined) return;
      const unanswered = open();
      const isOlder = ({ at }: OpenAlert, seconds: number | undefined): boolean =>
        seconds !== undefined && nowMs - Date.parse(at) >= seconds * 1000;
      const late = unanswered.find((alert) => isOlder(alert, dialDownSeconds));
      governor.bound(
        late === undefined ? null : 0,
        late === undefined ? 'every alert is answered' : `alert ${late.id} (${late.kind}) was not answered in time`,
      );
      if (unanswered.some((alert) => isOlder(alert, haltSeconds))) governor.halt('alert_unacknowledged');
    },
  };
}
