import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountsForUsage } from './core/budget.ts';
import { parseUsage, type Usage } from './core/usage.ts';
import type { Session } from './session.ts';

export const usageFileName = 'usage.jsonl';
const maxBytes = 1024 * 1024;

/**
 * Takes what the worker of an attempt reported into the journal. With a cap on cost or tokens, an attempt that reports
 * nothing, or something that is no report, is itself told: a cap that cannot be measured is none. `due: false` for a
 * worker that was ended: it may not have come to reporting.
 */
export function takeUsage(
  session: Session,
  of: { readonly task: string; readonly attempt: number },
  { due }: { readonly due: boolean },
): void {
  const path = join(session.paths.attempts, of.task, String(of.attempt), usageFileName);
  const { task, attempt } = of;
  const { budget } = session.parsed.goal;
  const found = readUsage(path);
  const missing = found === null;
  const problem = findProblem(found, budget.max_cost_usd !== undefined || budget.per_task?.max_cost_usd !== undefined);
  if (missing && !(due && accountsForUsage(budget))) return;
  const usage = missing || typeof found === 'string' ? { tokens: 0, costMicroUsd: null } : found;
  session.record({
    event: 'usage',
    task,
    attempt,
    status: problem === null ? 'reported' : missing ? 'missing' : 'invalid',
    tokens: usage.tokens,
    cost_micro_usd: usage.costMicroUsd ?? 0,
    problem,
  });
  if (problem !== null) session.warn('USAGE_UNREPORTED', `task ${task}: ${problem}`);
}

function findProblem(found: Usage | string | null, needsCost: boolean): string | null {
  if (found === null) return 'the worker wrote no usage report into $MACHINIST_USAGE_FILE';
  if (typeof found === 'string') return `the usage report cannot be used: ${found}`;
  return needsCost && found.costMicroUsd === null ? 'the usage report names no cost_usd' : null;
}

/** What the file reports; a text when it is no report, null when there is none. The worker made it, so it may be anything. */
function readUsage(path: string): Usage | string | null {
  let descriptor: number;
  try {
    // A link could name any file and a pipe would never end.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return absent ? null : 'it is not a readable file';
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return 'it is not a regular file';
    if (stats.size > maxBytes) return `it has ${stats.size} bytes, ${maxBytes} are allowed`;
    return parseUsage(readFileSync(descriptor, 'utf8'));
  } catch {
    return 'it is not a readable file';
  } finally {
    closeSync(descriptor);
  }
}
