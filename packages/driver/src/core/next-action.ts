import { findBudgetBreach, findTaskBreach, nothingSpent, type BudgetBreach } from './budget.ts';
import { spentBy } from './fold-usage.ts';
import type { DriverState, TaskState } from './driver-state.ts';
import { orderTasks } from './order-tasks.ts';
import type { Schedule } from './schedule.ts';

/** What the driver does next. Nothing but state, schedule and the elapsed time decides it. */
export type NextAction =
  | { readonly kind: 'recover'; readonly task: string; readonly attempt: number }
  | { readonly kind: 'record'; readonly task: string; readonly attempt: number }
  | { readonly kind: 'complete'; readonly tasks: number; readonly blocked: number }
  | ({ readonly kind: 'budget-halt' } & BudgetBreach)
  | ({ readonly kind: 'over-budget'; readonly task: string; readonly attempt: number } & BudgetBreach)
  /** A task can never start, because one that it needs did not land. */
  | { readonly kind: 'block'; readonly task: string; readonly need: string; readonly why: string }
  /** Until an attempt ends, or the driven time reaches `untilWallMs`. */
  | { readonly kind: 'wait'; readonly untilWallMs: number | null }
  | { readonly kind: 'dispatch'; readonly task: string; readonly attempt: number };

/** Picks the next action: finish what is open, then start what is ready in the order of the rules, within the caps. */
export function nextAction(state: DriverState, schedule: Schedule, wallMs: number): NextAction {
  const orphan = state.attempts.find(({ session }) => session !== state.session);
  if (orphan !== undefined) return { kind: 'recover', task: orphan.task, attempt: orphan.attempt };
  const [due] = state.recordsDue;
  if (due !== undefined) return { kind: 'record', task: due.task, attempt: due.attempt };
  const underWay = new Set(state.attempts.map(({ task }) => task));
  const candidates = findCandidates(state, underWay);
  if (candidates.kind === 'none') return { kind: 'complete', tasks: state.tasks.length, blocked: candidates.blocked };
  if (candidates.kind === 'never') return { kind: 'block', ...candidates.block };
  if (underWay.size >= schedule.concurrency) return { kind: 'wait', untilWallMs: null };
  const breach = findBudgetBreach(schedule.budget, spentBy(state, wallMs));
  if (breach !== undefined) {
    return underWay.size > 0 ? { kind: 'wait', untilWallMs: null } : { kind: 'budget-halt', ...breach };
  }
  const free = candidates.ready.filter((task) => hasRoom(task, state, underWay, schedule));
  const now = free.filter(({ notBeforeWallMs }) => notBeforeWallMs <= wallMs);
  const [first] = orderTasks(now, state.tasks, schedule.order);
  if (first !== undefined) {
    const over = findTaskBreach(schedule.budget, first.spent ?? nothingSpent);
    return over === undefined
      ? { kind: 'dispatch', task: first.id, attempt: first.attempts + 1 }
      : { kind: 'over-budget', task: first.id, attempt: Math.max(1, first.attempts), ...over };
  }
  const later = free.map(({ notBeforeWallMs }) => notBeforeWallMs).filter((timeMs) => timeMs > wallMs);
  return { kind: 'wait', untilWallMs: later.length === 0 ? null : Math.min(...later) };
}

type Candidates =
  | { readonly kind: 'none'; readonly blocked: number }
  | { readonly kind: 'some'; readonly ready: readonly TaskState[] }
  | { readonly kind: 'never'; readonly block: { readonly task: string; readonly need: string; readonly why: string } };

/** The tasks that could start now, caps aside. */
function findCandidates(state: DriverState, underWay: ReadonlySet<string>): Candidates {
  const ready: TaskState[] = [];
  let known: ReadonlyMap<string, TaskState> | undefined;
  const find = (id: string): TaskState | undefined => {
    known ??= new Map(state.tasks.map((task) => [task.id, task]));
    return known.get(id);
  };
  let blocked = 0;
  let idle = 0;
  for (const task of state.tasks) {
    if (task.status === 'blocked') blocked += 1;
    if (task.status === 'done' || task.status === 'blocked' || underWay.has(task.id)) continue;
    idle += 1;
    const standing = standingOfNeeds(task, find);
    if (standing.kind === 'never')
      return { kind: 'never', block: { task: task.id, need: standing.need, why: standing.why } };
    if (standing.kind === 'landed') ready.push(task);
  }
  return idle === 0 && underWay.size === 0 ? { kind: 'none', blocked } : { kind: 'some', ready };
}

type NeedsStanding =
  | { readonly kind: 'landed' | 'open' }
  | { readonly kind: 'never'; readonly need: string; readonly why: string };

function standingOfNeeds(task: TaskState, find: (id: string) => TaskState | undefined): NeedsStanding {
  let kind: 'landed' | 'open' = 'landed';
  for (const id of task.needs) {
    const need = find(id);
    if (need?.status === 'blocked') return { kind: 'never', need: id, why: 'blocked' };
    if (need?.status === 'done' && need.landing?.kind === 'denied') return { kind: 'never', need: id, why: 'denied' };
    if (need?.status !== 'done') kind = 'open';
  }
  return { kind };
}

function hasRoom(
  { resource }: TaskState,
  { tasks }: DriverState,
  underWay: ReadonlySet<string>,
  { resources }: Schedule,
): boolean {
  if (resource === null) return true;
  const used = tasks.filter((task) => task.resource === resource && underWay.has(task.id)).length;
  return used < (resources[resource] ?? 1);
}
