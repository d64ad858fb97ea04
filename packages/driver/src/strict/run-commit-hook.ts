import { accessSync, constants } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { rmSync } from 'node:fs';
import { processDeadline } from '../core/budget.ts';
import { git, gitEnvironment } from '../git.ts';
import { runCommand } from '../run-command.ts';
import type { Session } from '../session.ts';
import { createCheckout } from './create-checkout.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/**
 * Runs the repository's own pre-commit hook on the tree that is about to land, in a checkout of its own. Returns what
 * it said when it refuses. What it changes there stays there: the verified tree is what lands.
 */
export async function runCommitHook(
  session: Session,
  attempt: StrictAttempt,
  onto: string,
  tree: string,
): Promise<string | null> {
  const { repository } = strictOf(session);
  const hook = join(await hooksFolder(session), 'pre-commit');
  if (!isExecutable(hook)) return null;
  const folder = join(attempt.folder, 'hook-tree');
  const laidOut = await createCheckout(repository, folder, onto, tree);
  if (!laidOut.ok) return laidOut.detail;
  session.options.probe?.('hook:before');
  const result = await runCommand({
    argv: [hook],
    cwd: folder,
    env: { ...session.gitEnvironment, ...gitEnvironment, GIT_INDEX_FILE: join(folder, '.git', 'index') },
    runKey: attempt.runKey,
    folder: attempt.folder,
    files: { stdout: 'hook-stdout', stderr: 'hook-stderr' },
    outputBytes: session.outputBytes,
    deadline: processDeadline(
      session.parsed.goal.budget,
      session.wallMs(),
      session.parsed.goal.verify_timeout_seconds * 1000,
    ),
    graceMs: session.graceMs,
    signal: session.signal,
    hunt: true,
    onSpawn: () => session.options.probe?.('hook:spawned'),
  });
  rmSync(folder, { recursive: true, force: true });
  if (result.exit === 0) return null;
  const said = Buffer.concat([result.stdout.tail, result.stderr.tail]).toString('utf8').trim();
  const ending =
    result.stopped ?? (result.exit === null ? String(result.signal ?? result.spawnError) : `exit code ${result.exit}`);
  return `pre-commit: ${ending}: ${said.slice(-300)}`.toWellFormed();
}

async function hooksFolder(session: Session): Promise<string> {
  const { repository } = strictOf(session);
  const configured = await git(repository.call, 'config', '--path', '--get', 'core.hooksPath');
  const path = configured.status === 'ok' ? configured.stdout.trim() : '';
  if (path === '') return join(repository.commonDirectory, 'hooks');
  return isAbsolute(path) ? path : resolve(repository.top, path);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
