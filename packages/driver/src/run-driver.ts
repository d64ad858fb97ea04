import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { BudgetBreach } from './core/budget.ts';
import { nextAction } from './core/next-action.ts';
import { scheduleOf } from './core/schedule.ts';
import { DriverError } from './errors.ts';
import { acquireLock } from './goal-lock.ts';
import { openSession } from './open-session.ts';
import { createBell, type Bell } from './bell.ts';
import { blockOverBudget } from './block-over-budget.ts';
import { recoverAttempt } from './recover-attempt.ts';
import type { HaltReason } from './operator/governor.ts';
import { readGoal } from './read-goal.ts';
import { runAttempt } from './run-attempt.ts';
import { channelsOf } from './alerts/alerting.ts';
import type { DriverAlert } from './ports.ts';
import type { RunDriverOptions } from './run-options.ts';
import type { Session } from './session.ts';
import { signCheckpoint } from './sign-checkpoint.ts';
import { statePaths } from './state-paths.ts';
import { runStrictAttempt } from './strict/run-strict-attempt.ts';
import { writeRecord } from './write-record.ts';
import { writeState } from './write-state.ts';

/** How a run of the driver ended. `pending` names the tasks that are still to be done. */
export type DriverOutcome =
  | { readonly kind: 'complete'; readonly tasks: number; readonly runs: number }
  | {
      readonly kind: 'complete-with-blocked';
      readonly tasks: number;
      readonly runs: number;
      readonly blocked: readonly string[];
    }
  | {
      readonly kind: 'budget-halt';
      readonly limit: BudgetBreach['limit'];
      readonly cap: number;
      readonly runs: number;
      readonly pending: readonly string[];
    }
  | {
      readonly kind: 'halted';
      /** `signal`: the caller's; else the operator, an alert nobody answered, or a host without room. */
      readonly reason: 'signal' | HaltReason;
      readonly runs: number;
      readonly pending: readonly string[];
    };

/**
 * Works through a goal file until every task is done or blocked, the budget is used up, or the signal asks to stop.
 * May be killed at any moment: the next call takes up the same task. Throws `DriverError`; see its codes.
 */
export async function runDriver(options: RunDriverOptions): Promise<DriverOutcome> {
  const profile = readGoal(options.goalPath).strict === null ? 'legacy' : 'strict';
  const paths = statePaths(options.goalPath, profile);
  writeState(paths.state, () => mkdirSync(paths.state, { recursive: true }));
  const lock = acquireLock(paths.lock);
  try {
    const session = await openSession(options, paths);
    try {
      return await drive(session);
    } catch (cause) {
      if (DriverError.isInstance(cause) && cause.code === 'STATE_WRITE_FAILED') await tellStorageFailed(session, cause);
      throw cause;
    } finally {
      session.close();
    }
  } finally {
    lock.release();
  }
}

/** Attempts under way, by task, and what wakes the loop when one of them ends. */
interface Lanes {
  readonly running: Map<string, Promise<void>>;
  readonly bell: Bell;
}

async function drive(session: Session): Promise<DriverOutcome> {
  const lanes: Lanes = { running: new Map(), bell: createBell() };
  session.signal.addEventListener('abort', lanes.bell.ring, { once: true });
  try {
    const outcome = await decide(session, lanes);
    await signCheckpoint(session, { closed: outcome.kind === 'complete' || outcome.kind === 'complete-with-blocked' });
    return outcome;
  } catch (cause) {
    session.abandon(cause);
    throw cause;
  } finally {
    session.signal.removeEventListener('abort', lanes.bell.ring);
    await Promise.allSettled(lanes.running.values());
  }
}

async function decide(session: Session, lanes: Lanes): Promise<DriverOutcome> {
  const { tick_seconds: tickSeconds } = session.parsed.goal;
  const schedule = scheduleOf(session.parsed);
  const run = session.parsed.strict === null ? runAttempt : runStrictAttempt;
  let rested = true;
  for (;;) {
    if (session.signal.aborted) {
      await Promise.all(lanes.running.values());
      return stop(session);
    }
    const wallMs = session.wallMs();
    const { state } = session;
    const action = nextAction(state, schedule, wallMs);
    switch (action.kind) {
      case 'recover': {
        const orphan = state.attempts.find(({ task }) => task === action.task);
        if (orphan !== undefined) await recoverAttempt(session, orphan);
        break;
      }
      case 'record': {
        const [due] = state.recordsDue;
        if (due !== undefined) await writeRecord(session, due);
        await signCheckpoint(session, { closed: false });
        break;
      }
      case 'block':
        session.record({ event: 'dependency_blocked', task: action.task, need: action.need, why: action.why });
        break;
      case 'complete':
        await session.deliverAlerts();
        return complete(session, action.blocked, wallMs);
      case 'budget-halt':
        return haltForBudget(session, action, wallMs);
      case 'over-budget':
        blockOverBudget(session, action);
        break;
      case 'wait':
        await lanes.bell.wait(action.untilWallMs === null ? null : action.untilWallMs - wallMs);
        break;
      case 'dispatch': {
        if (session.governor.isHeld()) {
          await session.governor.untilRunning(session.signal);
          break;
        }
        if (!rested) {
          await delay(tickSeconds * 1000, undefined, { signal: session.signal }).catch(() => undefined);
          rested = true;
          break;
        }
        rested = tickSeconds === 0;
        const { task } = action;
        const lane = run(session, task, action.attempt, wallMs)
          .catch((cause: unknown) => {
            // The loop may be waiting for something else just now; the session's end reaches it everywhere.
            session.abandon(cause);
          })
          .finally(() => {
            lanes.running.delete(task);
            lanes.bell.ring();
          });
        lanes.running.set(task, lane);
        break;
      }
    }
  }
}

function complete(session: Session, blockedCount: number, wallMs: number): DriverOutcome {
  const { tasks, runs } = session.state;
  session.record({ event: 'goal_complete', tasks: tasks.length, blocked: blockedCount, runs, wall_ms: wallMs });
  session.checkpoint({ now: true });
  const blocked = tasks.filter(({ status }) => status === 'blocked').map(({ id }) => id);
  return blocked.length === 0
    ? { kind: 'complete', tasks: tasks.length, runs }
    : { kind: 'complete-with-blocked', tasks: tasks.length, runs, blocked };
}

async function haltForBudget(session: Session, breach: BudgetBreach, wallMs: number): Promise<DriverOutcome> {
  const { limit, cap } = breach;
  const { runs } = session.state;
  session.alert(
    'budget',
    null,
    `BUDGET HALT — ${limit}=${cap} reached on '${session.parsed.goal.goal}' after ${runs} worker-runs`,
  );
  await session.deliverAlerts();
  session.record({ event: 'budget_halt', limit, cap: String(cap), runs, wall_ms: wallMs });
  session.checkpoint({ now: true });
  return { kind: 'budget-halt', limit, cap, runs, pending: pendingTasks(session) };
}

async function stop(session: Session): Promise<DriverOutcome> {
  const { governor } = session;
  governor.confirmHalt();
  await session.deliverAlerts();
  const reason = governor.haltReason ?? 'signal';
  session.record({
    event: 'driver_down',
    reason: reason === 'signal' ? 'stopped' : reason,
    wall_ms: session.wallMs(),
  });
  session.checkpoint({ now: true });
  return { kind: 'halted', reason, runs: session.state.runs, pending: pendingTasks(session) };
}

function pendingTasks(session: Session): string[] {
  return session.state.tasks.filter(({ status }) => status === 'pending' || status === 'running').map(({ id }) => id);
}

/** The journal cannot be written any more, so this goes out without it. */
async function tellStorageFailed(session: Session, cause: DriverError): Promise<void> {
  const controller = new AbortController();
  const alert: DriverAlert = {
    formatVersion: 1,
    id: 'a0',
    kind: 'storage',
    goal: session.parsed.goal.goal,
    goal_file: session.paths.goalName,
    task: null,
    message: cause.message,
    at: new Date().toISOString(),
  };
  const sent = Promise.allSettled(
    channelsOf(session.options.ports?.alerts).map((channel) => channel.send(alert, { signal: controller.signal })),
  );
  await Promise.race([sent, delay(3000, undefined, { signal: controller.signal })]).catch(() => undefined);
  controller.abort();
}
