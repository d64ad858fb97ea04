import type { TaskState } from './driver-state.ts';
import type { OrderRule } from './strict-goal-schema.ts';

/** The tasks in the order in which they are to start: the first rule that tells two apart decides, at last the file. */
export function orderTasks(
  ready: readonly TaskState[],
  all: readonly TaskState[],
  rules: readonly OrderRule[],
): readonly TaskState[] {
  if (rules.every((rule) => rule === 'file')) return ready;
  const places = new Map(all.map(({ id }, index) => [id, index]));
  const waiting = rules.includes('unblocks_most') ? countWaiting(all) : new Map<string, number>();
  const rank = (task: TaskState, rule: OrderRule): number => {
    switch (rule) {
      case 'priority':
        return -task.priority;
      case 'unblocks_most':
        return -(waiting.get(task.id) ?? 0);
      case 'fewest_attempts':
        return task.attempts;
      case 'file':
    }
    return places.get(task.id) ?? 0;
  };
  return ready.toSorted((left, right) => {
    for (const rule of [...rules, 'file'] as const) {
      const difference = rank(left, rule) - rank(right, rule);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** How many open tasks need each task directly. */
function countWaiting(all: readonly TaskState[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { status, needs } of all) {
    if (status === 'pending') for (const need of needs) counts.set(need, (counts.get(need) ?? 0) + 1);
  }
  return counts;
}
