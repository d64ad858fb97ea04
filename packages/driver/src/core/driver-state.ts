import type { TaskStatus } from './goal-schema.ts';
import type { Spent } from './budget.ts';
import type { UsageState } from './fold-usage.ts';
import type { EventOf } from './journal-event-schema.ts';
import type { ParsedGoal } from './parse-goal.ts';

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
  /** Tasks that must have landed before this one starts. */
  readonly needs: readonly string[];
  readonly priority: number;
  readonly resource: string | null;
  /** How often the task was put off for a reason that is not its own (rate limit, infrastructure). */
  readonly deferrals: number;
  /** Driven time before which the task is not dispatched again. */
  readonly notBeforeWallMs: number;
  /** How its work ended up in the repository, once it is done. */
  readonly landing: Landing | null;
}

/** A process as recorded: its id alone could be somebody else's by now. */
export interface ProcessReference {
  readonly pid: number;
  readonly pidStart: string;
}

/** How the work of a verified task ended up in the repository. */
export type Landing =
  | { readonly kind: 'denied' | 'empty' }
  /** `commit` is there in the strict profile: the tip of the proposal's branch. */
  | { readonly kind: 'proposed'; readonly commit?: string | undefined }
  | { readonly kind: 'committed'; readonly commit: string; readonly tree: string }
  | { readonly kind: 'failed'; readonly reason: string };

export type Verification = Pick<
  EventOf<'verify_exited'>,
  'exit' | 'signal' | 'stopped' | 'tail' | 'observed_at' | 'response_sha256' | 'preimage_sha256'
>;

/** An attempt that is under way. */
export interface AttemptState {
  /** The session that dispatched it; in any other session it is an orphan. */
  readonly session: string | null;
  readonly task: string;
  readonly attempt: number;
  readonly runKey: string;
  readonly key: string;
  readonly base: string | null;
  readonly processes: readonly ProcessReference[];
  readonly verification: Verification | null;
  readonly intent: LandingIntent | null;
  readonly landing: Landing | null;
  /** True once the worker's usage report is in the journal. */
  readonly usageTaken?: boolean | undefined;
}

/** What an attempt announced before it moved a ref. `ref` and `commit` are there in the strict profile. */
export interface LandingIntent {
  readonly base: string | null;
  readonly tree: string;
  readonly key: string;
  readonly ref?: string | undefined;
  readonly commit?: string | undefined;
}

/** A resolved task whose record is not written yet. */
export interface RecordDue {
  readonly task: string;
  readonly key: string | null;
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
  /** Attempts under way, oldest first; at most one per task. */
  readonly attempts: readonly AttemptState[];
  /** Resolved tasks without a record, oldest first. */
  readonly recordsDue: readonly RecordDue[];
  readonly lastSuccessAt: string | null;
  /** The records written so far: how many, and the hash of the last one (base64url). */
  readonly recordChain: { readonly count: number; readonly head: string | null };
  /** What workers reported; absent while that is nothing. */
  readonly usage?: UsageState | undefined;
}

/** The state a goal file describes by itself, before any journal entry. */
export function stateOfGoal({ goal, strict }: Pick<ParsedGoal, 'goal' | 'strict'>): DriverState {
  const strictTasks = new Map(strict?.tasks.map((task) => [task.id, task]));
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
      needs: strictTasks.get(task.id)?.needs ?? [],
      priority: strictTasks.get(task.id)?.priority ?? 0,
      resource: strictTasks.get(task.id)?.resource ?? null,
      deferrals: 0,
      notBeforeWallMs: 0,
      landing: null,
    })),
    runs: goal.runs,
    wallMs: goal.driver_state?.wall_ms ?? 0,
    session: null,
    goalFile: null,
    attempts: [],
    recordsDue: [],
    lastSuccessAt: goal.last_success_at ?? null,
    recordChain: { count: 0, head: null },
    usage: goal.driver_state?.usage,
  };
}

/** The last verification of the attempt at a task that is under way. */
export function verificationOf(state: DriverState, task: string): Verification | null {
  return state.attempts.find((attempt) => attempt.task === task)?.verification ?? null;
}

export function findTask(state: DriverState, id: string): TaskState | undefined {
  return state.tasks.find((task) => task.id === id);
}
