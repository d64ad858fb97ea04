import { join } from 'node:path';
import { findImmutableTouched } from '../core/contract.ts';
import { findSecrets } from '../core/find-secrets.ts';
import type { ChangedPath } from '../core/parse-raw-diff.ts';
import { findSuspiciousPaths } from '../core/suspicious-paths.ts';
import { verifierFiles } from '../core/verifier-files.ts';
import type { Session } from '../session.ts';
import { settleAttempt } from '../settle-attempt.ts';
import type { StrictAttempt } from './run-strict-attempt.ts';
import { strictOf } from './strict-session.ts';

/** Work as a tree object: nothing can change it any more. */
export interface FrozenWork {
  readonly tree: string;
  readonly changes: readonly ChangedPath[];
}

/** A larger blob is no place where a person keeps a key. */
const scannedBlobs = 2000;
const submoduleMode = '160000';

/** Freezes the work and refuses what must never land; null when the attempt is over. */
export async function reviewWork(session: Session, attempt: StrictAttempt, work: string): Promise<FrozenWork | null> {
  const { repository, goal } = strictOf(session);
  const fail = (detail: string): null => {
    settleAttempt(session, attempt, 1, { what: `the work could not be frozen: ${detail}`, retryable: true });
    return null;
  };
  session.options.probe?.('freeze:before');
  const tree = await repository.freeze(work, join(attempt.folder, 'index'), attempt.base);
  if (!tree.ok) return fail(tree.detail);
  session.options.probe?.('freeze:after');
  const changed = await repository.changes(attempt.base, tree.value);
  if (!changed.ok) return fail(changed.detail);
  const basePaths = await repository.pathsOf(attempt.base);
  if (!basePaths.ok) return fail(basePaths.detail);
  const changes = changed.value;
  const paths = changes.map(({ path }) => path);
  const guarded = [...goal.contract.immutable, ...verifierFiles(goal, basePaths.value)];
  const refusals: readonly (readonly [string, readonly string[]])[] = [
    ['immutable_touched', findImmutableTouched(paths, guarded)],
    ['repository_inside', changes.filter(({ mode }) => mode === submoduleMode).map(({ path }) => path)],
    ['secret', await findSecretPaths(session, changes)],
  ];
  const refusal = refusals.find(([, found]) => found.length > 0);
  const empty = changes.length === 0 && goal.tasks.find(({ id }) => id === attempt.task)?.allow_empty !== true;
  if (refusal === undefined && !empty) return { tree: tree.value, changes };
  const [reason, found] = refusal ?? ['empty_diff', []];
  const of = { task: attempt.task, attempt: attempt.attempt };
  session.record({ event: 'work_refused', ...of, reason, paths: found.map((path) => path.toWellFormed()) });
  settleAttempt(session, attempt, 1, { what: `work refused (${reason})`, retryable: true });
  return null;
}

/** Changed paths that hold, or by their name usually hold, a credential, and are not allowed by the goal. */
async function findSecretPaths(session: Session, changes: readonly ChangedPath[]): Promise<string[]> {
  const { repository, goal } = strictOf(session);
  const written = changes.filter(
    ({ path, mode }) => mode.startsWith('100') && findImmutableTouched([path], goal.allow_secret_paths).length === 0,
  );
  const byName = new Set(findSuspiciousPaths(written.map(({ path }) => path)));
  const found = [...byName];
  for (const { path, object } of written.filter((change) => !byName.has(change.path)).slice(0, scannedBlobs)) {
    const content = await repository.blob(object);
    if (content.ok && findSecrets(content.value).length > 0) found.push(path);
  }
  return found;
}
