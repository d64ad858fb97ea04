import { copyFileSync, existsSync, realpathSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { findKeyedCommit } from './core/commit-message.ts';
import { findRepository, git, readHeadCommit, type GitCall, type GitResult, type Repository } from './git.ts';

/** The work as it stood at one moment: a tree object, and what differs from a commit. */
export interface FrozenTree {
  readonly tree: string;
}

/** A step that either gave a value or says why not. */
export type WorkspaceResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: 'git_missing' | 'not_a_repository' | 'git_failed'; readonly detail: string };

/** The legacy profile's workspace: the repository itself, worked in where it stands. */
export interface InPlaceWorkspace {
  readonly repository: Repository | null;
  /** The commit HEAD stands on, if any. */
  readonly head: () => string | null;
  /** Writes everything git does not ignore, without the driver's own files, as a tree object. Index and files stay as they are. */
  readonly freeze: (indexPath: string) => Promise<WorkspaceResult<FrozenTree>>;
  /** Paths in which a tree differs from a commit; all of its paths when there is no commit. */
  readonly changedPaths: (base: string | null, tree: string) => Promise<WorkspaceResult<string[]>>;
  /** True when the commit exists and HEAD can return to it. */
  readonly canReturnTo: (commit: string) => Promise<boolean>;
  /** Makes the index hold exactly this tree; files stay as they are. */
  readonly stage: (tree: string) => Promise<WorkspaceResult<null>>;
  /** The commit after `base` that carries the key in its message. */
  readonly findLanded: (base: string | null, key: string) => Promise<{ commit: string; tree: string } | null>;
}

export interface InPlaceWorkspaceOptions extends GitCall {
  /** Absolute paths of the driver's own files, never committed. */
  readonly ownFiles: readonly string[];
}

export async function openInPlaceWorkspace(options: InPlaceWorkspaceOptions): Promise<InPlaceWorkspace> {
  const repository = await findRepository(options);
  const call: GitCall = { cwd: repository?.top ?? options.cwd, env: options.env };
  const ownPaths = repository === null ? [] : pathsInside(repository.top, options.ownFiles);
  const head = (): string | null => (repository === null ? null : readHeadCommit(repository));
  return {
    repository,
    head,
    async freeze(indexPath) {
      if (repository === null) return noRepository(await git(call, 'rev-parse', '--git-dir'));
      const indexed: GitCall = { ...call, env: { ...call.env, GIT_INDEX_FILE: indexPath } };
      rmSync(indexPath, { force: true });
      const index = join(repository.gitDirectory, 'index');
      if (existsSync(index)) copyFileSync(index, indexPath);
      const excluded = ownPaths.map((path) => `:(top,exclude,literal)${path}`);
      const added = await git(indexed, 'add', '--all', '--', ':/', ...excluded);
      if (added.status !== 'ok') return failure(added);
      const written = await git(indexed, 'write-tree');
      return written.status === 'ok' ? success({ tree: written.stdout.trim() }) : failure(written);
    },
    async changedPaths(base, tree) {
      const listed =
        base === null
          ? await git(call, 'ls-tree', '-r', '-z', '--name-only', '--full-tree', tree)
          : await git(call, 'diff-tree', '-r', '-z', '--name-only', '--no-renames', base, tree);
      return listed.status === 'ok'
        ? success(listed.stdout.split('\0').filter((path) => path !== ''))
        : failure(listed);
    },
    async canReturnTo(commit) {
      const ancestor = await git(call, 'merge-base', '--is-ancestor', commit, 'HEAD');
      return ancestor.status === 'ok';
    },
    async stage(tree) {
      const staged = await git(call, 'read-tree', '--reset', tree);
      return staged.status === 'ok' ? success(null) : failure(staged);
    },
    async findLanded(base, key) {
      const range = base === null ? 'HEAD' : `${base}..HEAD`;
      const log = await git(call, 'log', '--format=%x1e%H%n%B', range, '--');
      const commit = log.status === 'ok' ? findKeyedCommit(log.stdout, key) : undefined;
      if (commit === undefined) return null;
      const tree = await git(call, 'rev-parse', '--verify', `${commit}^{tree}`);
      return tree.status === 'ok' ? { commit, tree: tree.stdout.trim() } : null;
    },
  };
}

function pathsInside(top: string, paths: readonly string[]): string[] {
  const root = realpathSync(top);
  return paths
    .map((path) => relative(root, path))
    .filter((path) => path !== '' && !path.startsWith('..') && !isAbsolute(path));
}

function success<Value>(value: Value): WorkspaceResult<Value> {
  return { ok: true, value };
}

function failure(result: Exclude<GitResult, { status: 'ok' }>): WorkspaceResult<never> {
  return result.status === 'missing'
    ? { ok: false, reason: 'git_missing', detail: 'git is not installed' }
    : { ok: false, reason: 'git_failed', detail: result.stderr.trim().slice(-300) };
}

/** What git says of a folder that is no repository, or that it will not touch because somebody else owns it. */
function noRepository(asked: GitResult): WorkspaceResult<never> {
  if (asked.status === 'missing') return failure(asked);
  const detail = asked.status === 'failed' ? asked.stderr.trim().slice(-300) : 'it has no working tree';
  return { ok: false, reason: 'not_a_repository', detail };
}
