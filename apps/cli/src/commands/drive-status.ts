import { readStatus, type DriverStatus } from '@machinist/driver';
import type { Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { formatDuration } from '../render/duration.ts';
import { escapeLine } from '../render/escape-text.ts';

const marks: Readonly<Record<string, string>> = { done: '✓', blocked: '✗', running: '▸', pending: '·' };

/** `machinist drive status GOAL.json`: where a goal stands, also beside a running driver. */
export function addDriveStatusCommand(drive: Command, act: Act): void {
  drive
    .command('status')
    .description('where a goal stands: tasks, attempts, budget, driver, journal')
    .argument('<goal>', 'the goal file')
    .action(
      act<[string], object>(async ({ terminal }, goalPath) => {
        const status = readStatus(goalPath);
        if (terminal.json) terminal.printJson({ formatVersion: 1, ...status });
        for (const line of renderStatus(status)) terminal.print(line);
        return status.journal.ok ? exitCode.done : exitCode.notGood;
      }),
    );
}

function renderStatus({ goal, mode, tasks, runs, wallMs, budget, driver, journal }: DriverStatus): string[] {
  const width = Math.max(0, ...tasks.map(({ id }) => id.length));
  const lines = [`${escapeLine(goal)} (${mode})`];
  for (const task of tasks) {
    const reason = task.reason === undefined || task.reason === null ? '' : `  ${escapeLine(task.reason)}`;
    lines.push(
      `  ${marks[task.status] ?? '?'} ${task.id.padEnd(width)}  ${task.status.padEnd(8)} attempts ${task.attempts}${reason}`,
    );
  }
  lines.push(
    `budget   ${runs}${cap(budget.max_worker_runs, '')} worker runs, ${formatDuration(wallMs)}${cap(budget.max_wall_seconds, ' s')}`,
  );
  lines.push(`driver   ${driver === null ? 'not running' : `running, process ${driver.pid}`}`);
  lines.push(
    journal.ok
      ? `journal  ${journal.entries} entries, chain holds, head ${journal.digest.slice(0, 16)}`
      : `journal  BROKEN at line ${journal.line}: ${escapeLine(journal.problem)}`,
  );
  return lines;
}

function cap(limit: number | undefined, unit: string): string {
  return limit === undefined ? '' : ` of ${limit}${unit}`;
}
