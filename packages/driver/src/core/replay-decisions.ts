import { stateOfGoal } from './driver-state.ts';
import { applyEntry } from './fold.ts';
import type { JournalEntry } from './journal-entry.ts';
import { nextAction, type NextAction } from './next-action.ts';
import type { ParsedGoal } from './parse-goal.ts';
import { scheduleOf } from './schedule.ts';

/** One decision of a journal: what was done and what the pure function says should have been. */
export interface ReplayedDecision {
  readonly seq: number;
  readonly recorded: NextAction;
  readonly replayed: NextAction;
}

/**
 * Takes every decision of a journal again; the tasks' standing comes from the journal's own `driver_up` entries. Decisions are equal, byte for byte, unless state, budget or code changed since.
 */
export function replayDecisions(
  parsed: Pick<ParsedGoal, 'goal' | 'strict'>,
  entries: readonly JournalEntry[],
): ReplayedDecision[] {
  let state = stateOfGoal(parsed);
  const schedule = scheduleOf(parsed);
  const decisions: ReplayedDecision[] = [];
  for (const entry of entries) {
    const recorded = recordedDecision(entry);
    if (recorded !== undefined && 'wall_ms' in entry) {
      decisions.push({ seq: entry.seq, recorded, replayed: nextAction(state, schedule, entry.wall_ms) });
    }
    state = applyEntry(state, entry);
  }
  return decisions;
}

function recordedDecision(entry: JournalEntry): NextAction | undefined {
  if (entry.event === 'dispatch') return { kind: 'dispatch', task: entry.task, attempt: entry.attempt };
  if (entry.event === 'budget_halt') return { kind: 'budget-halt', limit: entry.limit, cap: Number(entry.cap) };
  if (entry.event === 'goal_complete') return { kind: 'complete', tasks: entry.tasks, blocked: entry.blocked };
  return undefined;
}
