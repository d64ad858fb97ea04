import { nothingSpent, type GoalSpent, type Spent } from './budget.ts';
import type { DriverState, TaskState } from './driver-state.ts';

/** What the workers of a goal reported, over all its attempts. */
export interface UsageState {
  readonly tokens: number;
  readonly costMicroUsd: number;
  readonly unreported: number;
}

export const noUsage: UsageState = { tokens: 0, costMicroUsd: 0, unreported: 0 };

/** A task's account after some more was used. */
export function spend(task: TaskState, more: Partial<Spent>): Pick<TaskState, 'spent'> {
  const spent = task.spent ?? nothingSpent;
  return {
    spent: {
      runs: spent.runs + (more.runs ?? 0),
      wallMs: spent.wallMs + (more.wallMs ?? 0),
      tokens: spent.tokens + (more.tokens ?? 0),
      costMicroUsd: spent.costMicroUsd + (more.costMicroUsd ?? 0),
    },
  };
}

/** The goal's account after one usage report, or its absence. */
export function addUsage(
  usage: UsageState | undefined,
  report: { readonly status: string; readonly tokens: number; readonly cost_micro_usd: number },
): UsageState {
  const before = usage ?? noUsage;
  return {
    tokens: before.tokens + report.tokens,
    costMicroUsd: before.costMicroUsd + report.cost_micro_usd,
    unreported: before.unreported + (report.status === 'reported' ? 0 : 1),
  };
}

/** Everything a goal has used up by a moment. */
export function spentBy(state: DriverState, wallMs: number): GoalSpent {
  return { runs: state.runs, wallMs, ...(state.usage ?? noUsage) };
}
