import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { processDeadline } from './core/budget.ts';
import { findTask, type TaskState } from './core/driver-state.ts';
import { idempotencyKey } from './core/idempotency-key.ts';
import { taskVariable } from './core/task-token/substitute-task.ts';
import type { Attempt } from './attempt.ts';
import { describeEnd } from './describe-end.ts';
import { landWork } from './land-work.ts';
import type { FrozenTree, WorkspaceResult } from './in-place-workspace.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import type { Session } from './session.ts';
import { takeUsage, usageFileName } from './read-usage.ts';
import { runVerifier } from './run-verifier.ts';
import { settleAttempt } from './settle-attempt.ts';
import { writeState } from './write-state.ts';

/** One worker run and its verification, from the debit to requeue, quarantine, proposal or commit. */
export async function runAttempt(session: Session, taskId: string, number: number, wallMs: number): Promise<void> {
  const task = findTask(session.state, taskId);
  if (task === undefined) return;
  const attempt = dispatch(session, task, number, wallMs, session.workspace.head());
  const worker = await runWorker(session, attempt, {
    argv: ['/bin/sh', '-c', session.parsed.workerScript],
    cwd: session.repo,
    hunt: session.parsed.goal.mode === 'commit',
  });
  takeUsage(session, attempt, { due: worker.stopped === null });
  if (putBackIfStopped(session, attempt, worker.stopped)) return;
  const head = session.workspace.head();
  if (head !== attempt.base) {
    session.warn(
      'HEAD_MOVED',
      `task ${taskId}: the worker moved HEAD from ${attempt.base ?? 'nothing'} to ${head ?? 'nothing'} by itself`,
    );
  }
  const frozen = await freezeForCommit(session, attempt);
  const { verify_cmd: verifyCommand } = session.parsed.goal;
  const verdict = verifyCommand
    ? await runVerifier(session, attempt, {
        argv: ['/bin/sh', '-c', verifyCommand],
        query: verifyCommand,
        cwd: session.repo,
        hunt: session.parsed.goal.mode === 'commit',
        name: 'verify',
      })
    : ({ exit: 1, stopped: null } as const);
  if (putBackIfStopped(session, attempt, verdict.stopped)) return;
  if (verdict.exit === 0) await landWork(session, attempt, frozen);
  else settleAttempt(session, attempt, verdict.exit, { what: 'verify failed', retryable: true });
  session.checkpoint();
}

/** The debit: journal and budget know of the run before there is a process. */
export function dispatch(
  session: Session,
  task: TaskState,
  number: number,
  wallMs: number,
  base: string | null,
): Attempt {
  const folder = join(session.paths.attempts, task.id, String(number));
  writeState(folder, () => {
    makeAttemptFolder(session.paths.attempts, dirname(folder), folder);
    writeFileSync(join(folder, 'task.txt'), task.claim);
  });
  const attempt: Attempt = {
    task: task.id,
    attempt: number,
    claim: task.claim,
    reversible: task.reversible,
    key: idempotencyKey(session.parsed.strict?.id ?? session.parsed.goal.goal, task),
    runKey: `${session.id}:${task.id}:${number}`,
    base,
    folder,
  };
  session.record(
    {
      event: 'dispatch',
      task: task.id,
      attempt: number,
      idempotency_key: attempt.key,
      run_key: attempt.runKey,
      base: attempt.base,
      runs: session.state.runs + 1,
      wall_ms: wallMs,
      claim: task.claim.slice(0, 200).toWellFormed(),
    },
    { durable: true },
  );
  session.checkpoint();
  return attempt;
}

/** A folder of an attempt with the same number, given back or lost with its journal, is kept under another name. */
function makeAttemptFolder(attempts: string, ofTask: string, folder: string): void {
  if (!makeFolder(ofTask)) {
    mkdirSync(attempts, { recursive: true });
    mkdirSync(ofTask, { recursive: true });
  }
  if (makeFolder(folder)) return;
  renameSync(folder, `${folder}.before-${Date.now()}`);
  mkdirSync(folder);
}

/** One system call where a recursive one takes several; this happens for every attempt. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** How the two profiles start a worker. */
export interface WorkerCommand {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Text for standard input; without it there is none. */
  readonly input?: string | undefined;
  /** Look for processes that left the group as well. */
  readonly hunt: boolean;
}

/** Runs the worker; every process it leaves behind is ended. */
export async function runWorker(session: Session, attempt: Attempt, command: WorkerCommand): Promise<CommandResult> {
  const { goal } = session.parsed;
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.options.probe?.('worker:spawn:before');
  const result = await runCommand({
    argv: command.argv,
    cwd: command.cwd,
    input: command.input,
    env: {
      ...session.workerEnvironment,
      [taskVariable]: attempt.claim,
      MACHINIST_TASK_FILE: join(attempt.folder, 'task.txt'),
      MACHINIST_USAGE_FILE: join(attempt.folder, usageFileName),
      MACHINIST_TASK_ID: attempt.task,
      MACHINIST_ATTEMPT: String(attempt.attempt),
    },
    runKey: attempt.runKey,
    folder: attempt.folder,
    files: { stdout: 'stdout', stderr: 'stderr' },
    outputBytes: session.outputBytes,
    deadline: processDeadline(
      goal.budget,
      session.wallMs(),
      goal.worker_timeout_seconds * 1000,
      findTask(session.state, attempt.task)?.spent?.wallMs,
    ),
    graceMs: session.graceMs,
    signal: session.signal,
    hunt: command.hunt,
    onSpawn: (pid, pidStart) => {
      session.options.probe?.('worker:spawn:after');
      session.record({ event: 'worker_started', ...of, pid, pid_start: pidStart });
    },
  });
  session.record({ event: 'worker_exited', ...of, ...describeEnd(result, session.wallMs()) });
  if (result.survivorsKilled > 0) {
    session.warn(
      'SURVIVORS_ENDED',
      `task ${attempt.task}: ${result.survivorsKilled} processes outlived the worker and were ended`,
    );
  }
  return result;
}

/** An attempt that the operator or the budget ended has no verdict; the operator's is even given back. */
export function putBackIfStopped(session: Session, attempt: Attempt, stopped: CommandResult['stopped']): boolean {
  if (stopped === null || stopped === 'timeout') return false;
  const reason = stopped === 'budget' ? 'budget' : 'stopped';
  session.record(
    {
      event: 'interrupted',
      task: attempt.task,
      attempt: attempt.attempt,
      reason,
      given_back: reason === 'stopped',
      processes_ended: 0,
      wall_ms: session.wallMs(),
    },
    { durable: true },
  );
  session.checkpoint();
  return true;
}

/** In commit mode the work is written down as a tree before the verifier starts: what it sees is what lands. */
async function freezeForCommit(session: Session, attempt: Attempt): Promise<WorkspaceResult<FrozenTree> | null> {
  if (session.parsed.goal.mode !== 'commit') return null;
  return session.workspace.freeze(join(attempt.folder, 'index'));
}
