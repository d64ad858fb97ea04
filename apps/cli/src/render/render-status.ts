import type { DriverStatus } from '@machinist/driver';
import { formatDuration } from './duration.ts';
import { escapeLine } from './escape-text.ts';

const marks: Readonly<Record<string, string>> = { done: '✓', blocked: '✗', running: '▸', pending: '·' };

/** A goal's standing: its name, a line for each task, then budget, driver, operator, alerts and journal. */
export function renderStatus(status: DriverStatus): string[] {
  const { goal, mode, tasks, driver, journal } = status;
  const width = Math.max(0, ...tasks.map(({ id }) => id.length));
  const lines = [`${escapeLine(goal)} (${mode})`];
  for (const task of tasks) {
    const reason = task.reason === undefined || task.reason === null ? '' : `  ${escapeLine(task.reason)}`;
    lines.push(
      `  ${marks[task.status] ?? '?'} ${task.id.padEnd(width)}  ${task.status.padEnd(8)} attempts ${task.attempts}${reason}`,
    );
  }
  lines.push(renderBudget(status));
  lines.push(`driver   ${driver === null ? 'not running' : `running, process ${driver.pid}`}`);
  lines.push(...renderOperator(status));
  lines.push(
    journal.ok
      ? `journal  ${journal.entries} entries, chain holds, head ${journal.digest.slice(0, 16)}`
      : `journal  BROKEN at line ${journal.line}: ${escapeLine(journal.problem)}`,
  );
  return lines;
}

function renderBudget({ runs, wallMs, budget, usage }: DriverStatus): string {
  const parts = [
    `${runs}${cap(budget.max_worker_runs, '')} worker runs`,
    `${formatDuration(wallMs)}${cap(budget.max_wall_seconds, ' s')}`,
  ];
  if (usage.tokens > 0 || budget.max_tokens !== undefined)
    parts.push(`${usage.tokens}${cap(budget.max_tokens, '')} tokens`);
  if (usage.costMicroUsd > 0 || budget.max_cost_usd !== undefined)
    parts.push(`${(usage.costMicroUsd / 1e6).toFixed(4)}${cap(budget.max_cost_usd, '')} USD`);
  return `budget   ${parts.join(', ')}`;
}

/** Nothing while nobody asked for anything and every alert is answered. */
function renderOperator({ operator, unanswered }: DriverStatus): string[] {
  const lines: string[] = [];
  if (operator.damage !== null) lines.push(`operator HALTED: the log ${escapeLine(operator.damage)}`);
  else if (operator.standing !== 'running' || operator.dial !== null) {
    const dial = operator.dial === null ? '' : `, dial ${operator.dial}`;
    lines.push(`operator ${operator.standing}${dial}`);
  }
  if (unanswered.length > 0) {
    const named = unanswered.slice(-5).map(({ id, kind }) => `${id} ${kind}`);
    lines.push(`alerts   ${unanswered.length} unanswered: ${named.join(', ')}`);
  }
  return lines;
}

function cap(limit: number | undefined, unit: string): string {
  return limit === undefined ? '' : ` of ${limit}${unit}`;
}
