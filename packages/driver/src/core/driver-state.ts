import type { Goal, TaskStatus } from './goal-schema.ts';
import type { Spent } from './budget.ts';
import type { UsageState } from './fold-usage.ts';
import type { EventOf } from './journal-event-schema.ts';

/** A task as the driver sees it. `attempts - interrupted` is the number of failed verifications. */
export interface TaskState {
  readonly id: string;
  readonly claim: string;
  readonly reversible: boolean;
  readonly status: TaskStatus;
  readonly attempts: number;
  /** Attempts that ended without a verdict: the driver was killed, or the budget ended them. */
  readonly interrupted: number;
  readonly started?: string | undefined;
  readonly done?: string | undefined;
  readonly verifyTail?: string | undefined;
  readonly reason?: string | undefined;
  /** What its attempts used up; absent while that is nothing. */
  readonly spent?: Spent | undefined;
}

/** A process as recorded: its id alone could be somebody else's by now. */
export interface ProcessReference {
  readonly pid: number;
  readonly pidStart: string;
}

/** How the work of a verified task ended up in the repository. */
export type Landing =
  | { readonly kind: 'proposed' | 'denied' | 'empty' }
  | { readonly kind: 'committed'; readonly commit: string; readonly tree: string }
  | { readonly kind: 'failed'; readonly reason: string };

export type Verification = Pick<
  EventOf<'verify_exited'>,
  'exit' | 'signal' | 'stopped' | 'tail' | 'observed_at' | 'response_sha256' | 'preimage_sha256'
>;

/** The attempt that is under way; null between attempts. */
export interface AttemptState {
  readonly task: string;
  readonly attempt: number;
  readonly runKey: string;
  readonly base: string | null;
  readonly processes: readonly ProcessReference[];
  readonly verification: Verification | null;
  readonly intent: { readonly base: string | null; readonly tree: string; readonly key: string } | null;
  readonly landing: Landing | null;
  /** True once the worker's usage report is in the journal. */
  readonly usageTaken?: boolean | undefined;
}

/** A resolved task whose record is not written yet. */
export interface RecordDue {
  readonly task: string;
  readonly attempt: number;
  readonly outcome: 'verified' | 'blocked';
  readonly base: string | null;
  readonly verification: Verification | null;
  readonly landing: Landing | null;
  readonly resolvedAt: string;
}

export interface DriverState {
  readonly tasks: readonly TaskState[];
  readonly runs: number;
  readonly wallMs: number;
  readonly session: string | null;
  readonly goalFile: string | null;
  readonly attempt: AttemptState | null;
  readonly recordDue: RecordDue | null;
  readonly lastSuccessAt: string | null;
  /** What workers reported; absent while that is nothing. */
  readonly usage?: UsageState | undefined;
}

/** The state a goal file describes by itself, before any journal entry. */
export function stateOfGoal(goal: Goal): DriverState {
  return {
    tasks: goal.tasks.map((task) => ({
      id: task.id,
      claim: task.goal,
      reversible: task.reversible,
      status: task.status,
      attempts: task.attempts,
      interrupted: Math.min(task.interrupted, task.attempts),
      started: task.started,
      done: task.done,
      verifyTail: task.verify_tail,
      reason: task.reason,
      spent: task.spent,
    })),
    runs: goal.runs,
    wallMs: goal.driver_state?.wall_ms ?? 0,
    session: null,
    goalFile: null,
    attempt: null,
    recordDue: null,
    lastSuccessAt: goal.last_success_at ?? null,
    usage: goal.driver_state?.usage,
  };
}

export function findTask(state: DriverState, id: string): TaskState | undefined {
  return state.tasks.find((task) => task.id === id);
}
