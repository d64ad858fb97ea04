import {
  findTask,
  type AttemptState,
  type DriverState,
  type Landing,
  type RecordDue,
  type TaskState,
} from './driver-state.ts';
import { addUsage, spend } from './fold-usage.ts';
import type { JournalEntry } from './journal-entry.ts';

/** The state after a run of journal entries. */
export function fold(state: DriverState, entries: Iterable<JournalEntry>): DriverState {
  let folded = state;
  for (const entry of entries) folded = applyEntry(folded, entry);
  return folded;
}

/** The state after one more journal entry. Pure; entries about tasks that the goal no longer has change nothing. */
export function applyEntry(state: DriverState, entry: JournalEntry): DriverState {
  switch (entry.event) {
    case 'driver_up': {
      const baselines = new Map(entry.tasks.map((task) => [task.id, task]));
      return {
        ...state,
        session: entry.session,
        goalFile: entry.goal_file,
        runs: entry.runs,
        wallMs: entry.wall_ms,
        usage: entry.usage ?? state.usage,
        tasks: state.tasks.map((task) => ({ ...task, ...baselines.get(task.id) })),
      };
    }
    case 'dispatch':
      return {
        ...patchTask(state, entry.task, (task) => ({
          ...spend(task, { runs: 1 }),
          status: 'running',
          attempts: entry.attempt,
          started: entry.ts,
          done: undefined,
          reason: undefined,
        })),
        runs: entry.runs,
        wallMs: entry.wall_ms,
        attempts: [
          ...state.attempts.filter(({ task }) => task !== entry.task),
          {
            session: state.session,
            task: entry.task,
            attempt: entry.attempt,
            runKey: entry.run_key,
            key: entry.idempotency_key,
            base: entry.base,
            processes: [],
            verification: null,
            intent: null,
            landing: null,
          },
        ],
      };
    case 'worker_started':
    case 'verify_started':
      return patchAttempt(state, entry.task, (attempt) => ({
        processes: [...attempt.processes, { pid: entry.pid, pidStart: entry.pid_start }],
      }));
    case 'worker_exited':
      return {
        ...patchTask(state, entry.task, (task) => spend(task, { wallMs: entry.duration_ms })),
        wallMs: entry.wall_ms,
      };
    case 'usage':
      return {
        ...patchTask(
          patchAttempt(state, entry.task, () => ({ usageTaken: true })),
          entry.task,
          (task) => spend(task, { tokens: entry.tokens, costMicroUsd: entry.cost_micro_usd }),
        ),
        usage: addUsage(state.usage, entry),
      };
    case 'verify_exited':
      return {
        ...patchAttempt(
          patchTask(state, entry.task, (task) => ({
            ...spend(task, { wallMs: entry.duration_ms }),
            verifyTail: entry.tail,
          })),
          entry.task,
          () => ({ verification: entry }),
        ),
        wallMs: entry.wall_ms,
      };
    case 'interrupted': {
      const returned = entry.given_back ? 1 : 0;
      const patched = patchTask(state, entry.task, (task) => ({
        status: task.status === 'running' ? 'pending' : task.status,
        attempts: Math.max(0, task.attempts - returned),
        interrupted: Math.min(task.attempts, task.interrupted + 1 - returned),
      }));
      return { ...patched, attempts: without(state, entry.task), wallMs: entry.wall_ms };
    }
    case 'verified': {
      const seen = { ...state, lastSuccessAt: entry.ts };
      return entry.autonomy_used === 'propose' && entry.settles !== false
        ? finish(seen, entry, { kind: 'proposed' })
        : seen;
    }
    case 'commit_intent':
      return patchAttempt(state, entry.task, () => ({
        intent: { base: entry.base, tree: entry.tree, key: entry.key, ref: entry.ref, commit: entry.commit },
      }));
    case 'proposed':
      return finish(state, entry, { kind: 'proposed', commit: entry.commit });
    case 'commit':
      return finish(state, entry, { kind: 'committed', commit: entry.commit, tree: entry.tree });
    case 'commit_denied':
      return finish(state, entry, { kind: 'denied' });
    case 'commit_skipped':
      return finish(state, entry, { kind: 'empty' });
    case 'commit_failed':
      return patchAttempt(state, entry.task, () => ({ landing: { kind: 'failed', reason: entry.reason } }));
    case 'requeue':
      return { ...patchTask(state, entry.task, () => ({ status: 'pending' })), attempts: without(state, entry.task) };
    case 'quarantine':
      return {
        ...patchTask(state, entry.task, () => ({ status: 'blocked', reason: entry.reason })),
        attempts: without(state, entry.task),
        recordsDue: withRecordDue(state, entry, 'blocked', findAttempt(state, entry.task)?.landing ?? null),
      };
    case 'record':
      return {
        ...state,
        recordsDue: state.recordsDue.filter(({ task }) => task !== entry.task),
        recordChain:
          entry.record_sha256 === undefined
            ? state.recordChain
            : { count: state.recordChain.count + 1, head: entry.record_sha256 },
      };
    case 'budget_halt':
    case 'goal_complete':
    case 'driver_down':
      return { ...state, wallMs: entry.wall_ms };
    case 'deferred':
      return {
        ...patchTask(state, entry.task, (task) => ({
          status: 'pending',
          interrupted: task.interrupted + 1,
          deferrals: entry.deferral,
          notBeforeWallMs: entry.not_before_wall_ms,
        })),
        attempts: without(state, entry.task),
        wallMs: entry.wall_ms,
      };
    case 'dependency_blocked':
      return patchTask(state, entry.task, () => ({
        status: 'blocked',
        reason: `needs ${entry.need}, which is ${entry.why}`,
      }));
    case 'workspace_ready':
      return patchAttempt(state, entry.task, () => ({ base: entry.base }));
    case 'alert':
    case 'alert_delivered':
    case 'anomaly':
    case 'dial_changed':
    case 'gate_allowed':
    case 'gate_denied':
    case 'gate_escalated':
    case 'log_adopted':
    case 'log_repaired':
    case 'override_effective':
    case 'override_requested':
    case 'warning':
    case 'base_checked':
    case 'verdict':
    case 'work_refused':
    case 'merged':
    case 'rollback_rehearsed':
    case 'effect_rejected':
    case 'contract_ratified':
    case 'contract_revoked':
  }
  return state;
}

interface Resolution {
  readonly task: string;
  readonly attempt: number;
  readonly ts: string;
}

function finish(state: DriverState, entry: Resolution, landing: Landing): DriverState {
  return {
    ...patchTask(state, entry.task, () => ({ status: 'done', done: entry.ts, landing })),
    attempts: without(state, entry.task),
    recordsDue: withRecordDue(state, entry, 'verified', landing),
  };
}

function withRecordDue(
  state: DriverState,
  entry: Resolution,
  outcome: RecordDue['outcome'],
  landing: Landing | null,
): readonly RecordDue[] {
  if (findTask(state, entry.task) === undefined) return state.recordsDue;
  const attempt = findAttempt(state, entry.task);
  const due: RecordDue = {
    task: entry.task,
    key: attempt?.key ?? null,
    attempt: entry.attempt,
    outcome,
    base: attempt?.base ?? null,
    verification: attempt?.verification ?? null,
    landing,
    resolvedAt: entry.ts,
  };
  return [...state.recordsDue.filter(({ task }) => task !== entry.task), due];
}

function patchTask(state: DriverState, id: string, patch: (task: TaskState) => Partial<TaskState>): DriverState {
  const index = state.tasks.findIndex((task) => task.id === id);
  const task = state.tasks[index];
  return task === undefined ? state : { ...state, tasks: state.tasks.with(index, { ...task, ...patch(task) }) };
}

function patchAttempt(
  state: DriverState,
  task: string,
  patch: (attempt: AttemptState) => Partial<AttemptState>,
): DriverState {
  return {
    ...state,
    attempts: state.attempts.map((attempt) => (attempt.task === task ? { ...attempt, ...patch(attempt) } : attempt)),
  };
}

function findAttempt(state: DriverState, task: string): AttemptState | undefined {
  return state.attempts.find((attempt) => attempt.task === task);
}

function without(state: DriverState, task: string): readonly AttemptState[] {
  return state.attempts.filter((attempt) => attempt.task !== task);
}
