import { explainTask, type TaskExplanation } from '../core/explain-task.ts';
import { DriverError } from '../errors.ts';
import { readJournal } from '../read-journal.ts';
import { readGoal } from '../read-goal.ts';
import { readStatus } from '../read-status.ts';
import { statePaths } from '../state-paths.ts';

/** Why a task is where it is. Throws `OVERRIDE_INVALID` for a task that the goal does not have. */
export function explain(
  goalPath: string,
  taskId: string,
  options: { readonly operatorFolder?: string | undefined } = {},
): TaskExplanation {
  const status = readStatus(goalPath, options);
  const task = status.tasks.find(({ id }) => id === taskId);
  if (task === undefined) {
    const known = status.tasks.map(({ id }) => id).slice(0, 20);
    throw new DriverError('TASK_UNKNOWN', `there is no task ${taskId}; the goal has ${known.join(', ')}`);
  }
  const paths = statePaths(goalPath, readGoal(goalPath).strict === null ? 'legacy' : 'strict');
  const { entries } = readJournal(paths.journal);
  const openNeeds = (task.needs ?? []).filter((id) => status.tasks.find((other) => other.id === id)?.status !== 'done');
  return explainTask(task, entries, {
    standing: status.operator.standing,
    driverRuns: status.driver !== null,
    goalFile: paths.goalName,
    openNeeds,
  });
}
