import { askGate } from '../ask-gate.ts';
import type { ParsedGoal } from '../core/parse-goal.ts';
import { readGoal } from '../read-goal.ts';
import type { Session } from '../session.ts';
import { contractStanding } from './contract-standing.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/** Why the commit must not happen although the gate allowed it: contract, or what happened to the goal file since. */
export function findStrictRefusal(session: Session, attempt: StrictAttempt, rollbackRef: string | null): string | null {
  let current: ParsedGoal;
  try {
    current = readGoal(session.paths.goal);
  } catch {
    return 'goal_file_unreadable';
  }
  if (current.contractSha256 !== strictOf(session).contractSha256) return 'contract_changed';
  const standing = contractStanding(session, attempt.task);
  if (standing.kind !== 'ratified') return standing.kind;
  return askGate(session, attempt, rollbackRef).mode === 'commit' ? null : 'autonomy_lowered';
}
