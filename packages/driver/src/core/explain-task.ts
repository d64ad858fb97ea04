import type { TaskState } from './driver-state.ts';
import type { JournalEntry } from './journal-entry.ts';

/** One step of a task's story: when, what, and the journal entry that proves it. */
export interface ExplainedStep {
  readonly at: string;
  readonly seq: number;
  readonly text: string;
}

/** Why a task is where it is, and what would move it. */
export interface TaskExplanation {
  readonly task: string;
  readonly status: string;
  readonly because: string;
  readonly steps: readonly ExplainedStep[];
  readonly next: string;
}

/** What beside its journal decides about a task. */
export interface ExplainContext {
  readonly standing: 'running' | 'paused' | 'halted';
  readonly driverRuns: boolean;
  readonly goalFile: string;
  /** Tasks it needs that have not landed. */
  readonly openNeeds: readonly string[];
}

/** Tells a task's story from its receipts. Pure; the words name what decided, never what a worker said of itself. */
export function explainTask(
  task: Pick<TaskState, 'id' | 'status' | 'attempts' | 'interrupted' | 'reason'>,
  entries: readonly JournalEntry[],
  context: ExplainContext,
): TaskExplanation {
  const steps = entries.flatMap((entry) => {
    if (!('task' in entry) || entry.task !== task.id) return [];
    const text = describeStep(entry);
    return text === null ? [] : [{ at: entry.ts, seq: entry.seq, text }];
  });
  const because = steps.at(-1)?.text ?? 'it has not been tried yet';
  return { task: task.id, status: task.status, because, steps, next: nextStep(task, entries, context) };
}

function describeStep(entry: JournalEntry): string | null {
  switch (entry.event) {
    case 'dispatch':
      return `attempt ${entry.attempt} began${entry.base === null ? '' : ` on commit ${entry.base.slice(0, 12)}`}`;
    case 'worker_exited':
      return `the worker ended: ${ending(entry)} after ${entry.duration_ms} ms`;
    case 'verify_exited':
      return `the verifier ended: ${ending(entry)} after ${entry.duration_ms} ms`;
    case 'usage':
      return entry.problem ?? `the worker reported ${entry.tokens} tokens and ${entry.cost_micro_usd / 1e6} USD`;
    case 'gate_allowed':
      return `the gate allowed the change: ${entry.why}`;
    case 'gate_denied':
      return `the gate denied the change: ${entry.why}`;
    case 'gate_escalated':
      return `the gate asked for a person: ${entry.why}`;
    case 'verified':
      return entry.autonomy_used === 'commit'
        ? 'it was verified'
        : `it was verified and left as a proposal: ${entry.why}`;
    case 'commit':
      return `it landed as ${entry.commit}${entry.recovered ? ', found after a restart' : ''}`;
    case 'commit_denied':
      return `the landing was refused: ${entry.reason}`;
    case 'commit_skipped':
      return 'there was nothing to land';
    case 'commit_failed':
      return `the landing failed: ${entry.reason}: ${entry.detail}`;
    case 'proposed':
      return `it was proposed as ${entry.branch}`;
    case 'requeue':
      return `it was put back for a fresh attempt: ${entry.reason}`;
    case 'deferred':
      return `it was put off, no attempt lost: ${entry.class} (${entry.matched})`;
    case 'interrupted':
      return `the attempt was interrupted (${entry.reason})`;
    case 'work_refused':
      return `the work was refused: ${entry.reason}: ${entry.paths.slice(0, 5).join(', ')}`;
    case 'dependency_blocked':
      return `it is blocked: it needs ${entry.need}, which is ${entry.why}`;
    case 'quarantine':
      return `it was blocked: ${entry.reason}`;
    case 'effect_rejected':
      return 'its effect had happened already';
    case 'alert':
    case 'alert_delivered':
    case 'anomaly':
    case 'base_checked':
    case 'budget_halt':
    case 'commit_intent':
    case 'contract_ratified':
    case 'contract_revoked':
    case 'dial_changed':
    case 'driver_down':
    case 'driver_up':
    case 'goal_complete':
    case 'log_adopted':
    case 'log_repaired':
    case 'merged':
    case 'override_effective':
    case 'override_requested':
    case 'record':
    case 'rollback_rehearsed':
    case 'verdict':
    case 'verify_started':
    case 'warning':
    case 'worker_started':
    case 'workspace_ready':
  }
  return null;
}

function ending(entry: {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stopped: string | null;
}): string {
  if (entry.stopped !== null) return `it was ended (${entry.stopped})`;
  return entry.exit === null ? `it died of ${entry.signal ?? 'an unknown cause'}` : `exit code ${entry.exit}`;
}

function nextStep(
  task: Pick<TaskState, 'id' | 'status'>,
  entries: readonly JournalEntry[],
  { standing, driverRuns, goalFile, openNeeds }: ExplainContext,
): string {
  if (task.status === 'done') {
    const last = entries.findLast((entry) => 'task' in entry && entry.task === task.id && isLanding(entry.event));
    return last?.event === 'commit' ? 'nothing: it has landed' : 'review what it left in the repository';
  }
  if (task.status === 'blocked')
    return `look at attempts/${task.id}/, then set its status to "pending" in ${goalFile} (strict profile: give the work a new task) and drive again`;
  if (standing === 'halted')
    return `the goal is halted: machinist drive resume ${goalFile}, then machinist drive ${goalFile}`;
  if (standing === 'paused') return `the goal is paused: machinist drive resume ${goalFile}`;
  if (openNeeds.length > 0) return `it waits for ${openNeeds.join(', ')}`;
  const budget = entries.at(-1)?.event === 'budget_halt' || entries.at(-2)?.event === 'budget_halt';
  if (!driverRuns && budget) return `the budget is used up: raise it in ${goalFile}, then machinist drive ${goalFile}`;
  if (!driverRuns) return `no driver runs: machinist drive ${goalFile}`;
  return task.status === 'running' ? 'the driver is at it' : 'the driver takes it in its turn';
}

function isLanding(event: string): boolean {
  return ['commit', 'commit_denied', 'commit_skipped', 'proposed', 'verified'].includes(event);
}
