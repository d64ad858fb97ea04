import { DriverError } from '../../errors.ts';
import { scanTaskTokens } from './scan-task-tokens.ts';
import { taskToken, type TaskTokenPosition } from './shell-cursor.ts';

/** The environment variable through which the task text reaches the worker. */
export const taskVariable = 'MACHINIST_TASK';

const expansions: Readonly<Record<TaskTokenPosition['quoting'], string>> = {
  unquoted: `"\${${taskVariable}}"`,
  single: `'"\${${taskVariable}}"'`,
  double: `\${${taskVariable}}`,
};

/**
 * The worker command with each `{task}` replaced by an expansion of `MACHINIST_TASK` that fits the quoting around it.
 * The task text itself never becomes part of the script. Throws `TASK_TOKEN_UNSAFE` where no expansion is safe.
 */
export function substituteTask(command: string): string {
  if (!command.includes(taskToken)) return command;
  const scan = scanTaskTokens(command);
  if (!scan.ok) {
    const excerpt = JSON.stringify(command.slice(Math.max(0, scan.index - 20), scan.index + 30));
    throw new DriverError(
      'TASK_TOKEN_UNSAFE',
      `worker_cmd: ${scan.reason} (character ${scan.index + 1}, near ${excerpt}); pass the task as "$${taskVariable}" or as a separate argument`,
    );
  }
  let script = '';
  let from = 0;
  for (const { index, quoting } of scan.positions) {
    script += command.slice(from, index) + expansions[quoting];
    from = index + taskToken.length;
  }
  return script + command.slice(from);
}
