import { DriverError } from './errors.ts';
import { stateOfGoal, type DriverState } from './core/driver-state.ts';
import { fold } from './core/fold.ts';
import type { Goal } from './core/goal-schema.ts';
import type { ParsedGoal } from './core/parse-goal.ts';
import type { ParsedJournal } from './core/parse-journal.ts';

/** Where a session begins, and what about it is worth a word. */
export interface Baseline {
  readonly state: DriverState;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/**
 * Goal file and journal made one: the file's checkpoint names the entry up to which it is current, entries after it are
 * applied on top, so that an operator's edits between two runs count and a kill loses nothing.
 * `checkpointed` is what `state.json` of a strict goal saw. Throws `JOURNAL_FOREIGN` and `JOURNAL_CUT`.
 */
export function findBaseline(
  parsed: ParsedGoal,
  goalName: string,
  journal: ParsedJournal,
  checkpointed?: Goal['driver_state'],
): Baseline {
  const { goal } = parsed;
  const start = stateOfGoal(parsed);
  const everything = fold(start, journal.entries);
  if (everything.goalFile !== null && everything.goalFile !== goalName) {
    throw new DriverError(
      'JOURNAL_FOREIGN',
      `driver-log.jsonl in this folder belongs to ${everything.goalFile}, not to ${goalName}; give each goal a folder of its own`,
    );
  }
  const warnings: { code: string; message: string }[] = [];
  const seen = parsed.strict === null ? goal.driver_state : checkpointed;
  if (seen !== undefined && seen.entries > 0 && journal.digests[seen.entries - 1] !== seen.digest) {
    throw new DriverError(
      'JOURNAL_CUT',
      `the checkpoint saw ${seen.entries} journal entries ending in ${seen.digest.slice(0, 12)}, the journal has ${journal.head.entries} and differs; restore driver-log.jsonl, or remove driver_state from ${parsed.strict === null ? 'the goal file' : 'state.json'} to accept the loss`,
    );
  }
  // A strict goal file holds no state, so the journal alone says where its tasks stand.
  if (parsed.strict !== null) return { warnings, state: everything };
  if (seen === undefined && journal.entries.length > 0) {
    warnings.push({
      code: 'GOAL_RESET',
      message: 'the goal file carries no driver_state: its own statuses count, not the journal before',
    });
  }
  const later =
    seen === undefined
      ? []
      : journal.entries.filter((entry) => entry.seq > seen.entries && entry.event !== 'driver_up');
  const current = fold(start, later);
  const orphaned = current.tasks.filter(
    (task) => task.status === 'running' && !everything.attempts.some((attempt) => attempt.task === task.id),
  );
  if (orphaned.length > 0) {
    const ids = orphaned.map((task) => task.id).join(', ');
    warnings.push({
      code: 'RUNNING_WITHOUT_JOURNAL',
      message: `${ids}: marked running with nothing about it in the journal; it runs again, look whether an old worker is still alive`,
    });
  }
  return {
    warnings,
    state: {
      ...current,
      session: everything.session,
      attempts: everything.attempts,
      recordsDue: everything.recordsDue,
      recordChain: everything.recordChain,
      tasks: current.tasks.map((task) =>
        orphaned.includes(task)
          ? { ...task, status: 'pending', interrupted: Math.min(task.attempts, task.interrupted + 1) }
          : task,
      ),
    },
  };
}
