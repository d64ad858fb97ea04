import { attemptWindow, type AttemptSample } from '../core/anomaly-detectors.ts';
import type { ComponentReading } from '../core/find-silent.ts';
import type { HealthComponent } from '../core/health-manifest.ts';
import type { JournalEntry } from '../core/journal-entry.ts';

/** What a run can say of its own parts, kept up with each journal entry. */
export interface HealthTracker {
  note(entry: JournalEntry): void;
  /** The state was written otherwise: heartbeat, checkpoint. */
  noteStore(at: string): void;
  readings(now: string, alerts: ComponentReading): Readonly<Partial<Record<HealthComponent, ComponentReading>>>;
  readonly attempts: readonly AttemptSample[];
}

const noOutput = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function createHealthTracker(startedAt: string): HealthTracker {
  let attempts: AttemptSample[] = [];
  let storeAt = startedAt;
  const running = { worker: new Map<string, string>(), verifier: new Map<string, string>() };
  const succeeded: { worker: string | null; verifier: string | null } = { worker: null, verifier: null };
  const end = (role: 'worker' | 'verifier', task: string, at: string, byItself: boolean): void => {
    running[role].delete(task);
    if (byItself) succeeded[role] = at;
  };
  const readingOf = (role: 'worker' | 'verifier'): ComponentReading => ({
    last_success_at: succeeded[role],
    active_since: [...running[role].values()].toSorted()[0] ?? null,
  });
  return {
    get attempts() {
      return attempts;
    },
    note(entry) {
      storeAt = entry.ts;
      const { event, ts } = entry;
      if (event === 'dispatch') {
        attempts.push({ atMs: Date.parse(ts), output: null });
        if (attempts.length > attemptWindow * 2) attempts = attempts.slice(-attemptWindow);
      } else if (event === 'worker_started') running.worker.set(entry.task, ts);
      else if (event === 'verify_started') running.verifier.set(entry.task, ts);
      else if (event === 'verify_exited') end('verifier', entry.task, ts, entry.stopped === null);
      else if (event === 'worker_exited') {
        end('worker', entry.task, ts, entry.stopped === null);
        if (entry.stdout_sha256 !== noOutput) addOutput(attempts, entry.stdout_sha256);
      }
    },
    noteStore(at) {
      storeAt = at;
    },
    readings: (now, alerts) => ({
      driver: { last_success_at: now, active_since: startedAt },
      worker: readingOf('worker'),
      verifier: readingOf('verifier'),
      state_store: { last_success_at: storeAt, active_since: startedAt },
      alert_channel: alerts,
    }),
  };
}

/** The oldest attempt without an output; with several at once it may be another's, which no detector minds. */
function addOutput(attempts: AttemptSample[], output: string): void {
  const index = attempts.findLastIndex((attempt) => attempt.output === null);
  const attempt = attempts[index];
  if (attempt !== undefined) attempts[index] = { ...attempt, output };
}
