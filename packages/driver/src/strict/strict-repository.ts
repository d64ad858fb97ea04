import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DriverError } from '../errors.ts';
import {
  findRepository,
  git,
  gitWithInput,
  readHeadBranch,
  readRefCommit,
  type GitCall,
  type Repository,
} from '../git.ts';
import { parseRawDiff, type ChangedPath } from '../core/parse-raw-diff.ts';

/** A step of git: its value, or what git said. */
export type GitStep<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly detail: string };

/** One ref to move, and where it must stand for that; null is "must not exist". */
export interface RefMove {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string;
}

/** The user's repository as the strict profile touches it: objects are added, refs move by compare-and-swap only. */
export interface StrictRepository extends Repository {
  readonly call: GitCall;
  /** The commit a ref stands on, read at once. */
  readonly readRef: (name: string) => string | null;
  /** Writes a folder's content, on top of a commit's, as a tree object. */
  readonly freeze: (folder: string, indexPath: string, base: string) => Promise<GitStep<string>>;
  readonly treeOf: (commit: string) => Promise<GitStep<string>>;
  readonly changes: (from: string, to: string) => Promise<GitStep<readonly ChangedPath[]>>;
  readonly commitTree: (tree: string, parents: readonly string[], message: string) => Promise<GitStep<string>>;
  /** The tree of a merge without a working copy; fails on a conflict. */
  readonly mergeTree: (ours: string, theirs: string) => Promise<GitStep<string>>;
  /** True when `ancestor` is reachable from `commit`. */
  readonly isAncestor: (ancestor: string, commit: string) => Promise<boolean>;
  /** Moves all of the refs or none. */
  readonly moveRefs: (moves: readonly RefMove[], reason: string) => Promise<GitStep<null>>;
  readonly deleteRef: (name: string, from: string) => Promise<void>;
  readonly patch: (from: string, to: string) => Promise<GitStep<string>>;
  readonly pathsOf: (commit: string) => Promise<GitStep<readonly string[]>>;
  readonly blob: (id: string) => Promise<GitStep<string>>;
  /** Brings the folder where the branch is checked out up to its new commit; keeps local changes, or says why not. */
  readonly followCheckout: (ref: string, from: string, to: string) => Promise<GitStep<null>>;
}

/** Nothing of what a worker wrote may make git start a program. */
const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'] as const;

/** Opens the repository a strict goal works on. Throws `GOAL_INVALID` when there is none. */
export async function openStrictRepository(call: GitCall): Promise<StrictRepository> {
  const repository = await findRepository(call);
  if (repository === null) {
    throw new DriverError(
      'GOAL_INVALID',
      `the goal file breaks its schema: repo: ${call.cwd} is no git repository with a working folder; the strict profile needs one`,
    );
  }
  const run = async (
    parameters: readonly string[],
    env: Record<string, string> = {},
    input?: string,
  ): Promise<GitStep<string>> => {
    const result = await gitWithInput(
      { cwd: repository.top, env: { ...call.env, ...env } },
      input,
      ...quiet,
      ...parameters,
    );
    if (result.status === 'ok') return { ok: true, value: result.stdout };
    const detail =
      result.status === 'missing' ? 'git is not installed' : result.stderr.trim().slice(-300).toWellFormed();
    return { ok: false, detail };
  };
  const trimmed = async (parameters: readonly string[], env?: Record<string, string>): Promise<GitStep<string>> => {
    const step = await run(parameters, env);
    return step.ok ? { ok: true, value: step.value.trim() } : step;
  };
  return {
    ...repository,
    call,
    readRef: (name) => readRefCommit(repository, name),
    async freeze(folder, indexPath, base) {
      const env = { GIT_DIR: repository.gitDirectory, GIT_WORK_TREE: folder, GIT_INDEX_FILE: indexPath };
      rmSync(indexPath, { force: true });
      const read = await run(['read-tree', base], env);
      if (!read.ok) return read;
      const added = await run(['-C', folder, 'add', '--all', '--', ':/'], env);
      return added.ok ? trimmed(['write-tree'], env) : added;
    },
    treeOf: (commit) => trimmed(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]),
    async changes(from, to) {
      const step = await run(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to]);
      return step.ok ? { ok: true, value: parseRawDiff(step.value) } : step;
    },
    commitTree: (tree, parents, message) =>
      trimmed(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message]),
    async mergeTree(ours, theirs) {
      const step = await trimmed(['merge-tree', '--write-tree', '--no-messages', ours, theirs]);
      return step.ok
        ? { ok: true, value: step.value.split('\n')[0] ?? '' }
        : { ok: false, detail: step.detail || 'conflict' };
    },
    isAncestor: async (ancestor, commit) =>
      (await git(call, ...quiet, 'merge-base', '--is-ancestor', ancestor, commit)).status === 'ok',
    async moveRefs(moves, reason) {
      const lines = moves.map(({ ref, from, to }) =>
        from === null ? `create ${ref} ${to}` : `update ${ref} ${to} ${from}`,
      );
      // Not `quiet`: a hook that guards refs is the repository owner's, and it may refuse.
      const result = await gitWithInput(
        call,
        `start\n${lines.join('\n')}\nprepare\ncommit\n`,
        'update-ref',
        '-m',
        reason,
        '--stdin',
      );
      if (result.status === 'ok') return { ok: true, value: null };
      return {
        ok: false,
        detail: result.status === 'missing' ? 'git is not installed' : result.stderr.trim().slice(-300).toWellFormed(),
      };
    },
    async deleteRef(name, from) {
      await run(['update-ref', '-d', name, from]);
    },
    patch: (from, to) => run(['diff', '--binary', '--full-index', '--no-ext-diff', '--no-color', from, to]),
    async pathsOf(commit) {
      const step = await run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
      return step.ok ? { ok: true, value: step.value.split('\0').filter((path) => path !== '') } : step;
    },
    blob: (id) => run(['cat-file', 'blob', id]),
    async followCheckout(ref, from, to) {
      if (readHeadBranch(repository) !== ref) return { ok: true, value: null };
      const step = await run(['read-tree', '-m', '-u', from, to]);
      return step.ok ? { ok: true, value: null } : step;
    },
  };
}

/** Where the objects of a repository lie. */
export function objectsFolder(repository: Repository): string {
  return join(repository.commonDirectory, 'objects');
}
