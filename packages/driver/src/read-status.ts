import { openAlerts, type OpenAlert } from './alerts/watch-answers.ts';
import { findBaseline } from './baseline.ts';
import { noUsage, type UsageState } from './core/fold-usage.ts';
import { isAnswered } from './core/override-state.ts';
import { lastSeenOverride, readOverrides } from './operator/override-watch.ts';
import { overridePath } from './operator/override-path.ts';
import { stateOfGoal, type TaskState } from './core/driver-state.ts';
import type { Goal } from './core/goal-schema.ts';
import type { JournalEntry } from './core/journal-entry.ts';
import { readLockHolder, type LockHolder } from './goal-lock.ts';
import { readHeartbeat, type Heartbeat } from './heartbeat.ts';
import { readGoal } from './read-goal.ts';
import { readJournal } from './read-journal.ts';
import { statePaths } from './state-paths.ts';
import { describeJournal, type JournalReport } from './verify-journal.ts';

/** Where a goal stands. Nothing in it is a lock or a promise: a running driver may be further already. */
export interface DriverStatus {
  readonly goal: string;
  readonly mode: Goal['mode'];
  readonly tasks: readonly TaskState[];
  readonly runs: number;
  readonly wallMs: number;
  readonly budget: Goal['budget'];
  /** The living process that drives this goal, or null. */
  readonly driver: LockHolder | null;
  readonly heartbeat: Heartbeat | null;
  /** What the operator's log amounts to, and why it cannot be believed when it cannot. */
  readonly operator: {
    readonly standing: 'running' | 'paused' | 'halted';
    readonly dial: number | null;
    readonly damage: string | null;
  };
  /** Alerts that nobody has answered, oldest first. */
  readonly unanswered: readonly OpenAlert[];
  /** What workers reported. */
  readonly usage: UsageState;
  readonly journal: JournalReport;
  /** The last journal entries, oldest first. */
  readonly lastEntries: readonly JournalEntry[];
}

/** Reads where a goal stands, also beside a running driver. A broken journal is in the report; throws like `runDriver` for a bad goal file or a cut journal. */
export function readStatus(
  goalPath: string,
  options: { readonly lastEntries?: number; readonly operatorFolder?: string | undefined } = {},
): DriverStatus {
  const parsed = readGoal(goalPath);
  const { goal } = parsed;
  const paths = statePaths(goalPath, parsed.strict === null ? 'legacy' : 'strict');
  const journal = readJournal(paths.journal);
  // A broken chain is told, not thrown: the goal file's own account is what is left then.
  const state = journal.problem === null ? findBaseline(parsed, paths.goalName, journal).state : stateOfGoal(parsed);
  const heartbeat = readHeartbeat(paths.heartbeat);
  const current = heartbeat !== null && heartbeat.session === state.session ? heartbeat.wall_ms : 0;
  const { state: overrides, damage } = readOverrides(
    overridePath(paths, options.operatorFolder),
    undefined,
    lastSeenOverride(journal.entries),
  );
  return {
    goal: goal.goal,
    mode: goal.mode,
    tasks: state.tasks,
    runs: state.runs,
    wallMs: Math.max(state.wallMs, current),
    budget: goal.budget,
    driver: readLockHolder(paths.lock),
    heartbeat,
    operator: { standing: overrides.standing, dial: overrides.dial, damage },
    unanswered: openAlerts(journal.entries).filter(({ id, at }) => !isAnswered(overrides, id, at)),
    usage: state.usage ?? noUsage,
    journal: describeJournal(journal),
    lastEntries: journal.entries.slice(-(options.lastEntries ?? 10)),
  };
}
