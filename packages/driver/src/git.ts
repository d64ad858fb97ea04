import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** What a git command said. Never an exception: a missing program is a result too. */
export type GitResult =
  | { readonly status: 'ok'; readonly stdout: string }
  | { readonly status: 'failed'; readonly exitCode: number | null; readonly stderr: string }
  | { readonly status: 'missing' };

export interface GitCall {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Settings of every git call: messages in English, no prompt, paths unquoted. */
export const gitEnvironment = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true' } as const;

const timeoutMs = 120_000;

/** Runs git without a shell. */
export async function git(call: GitCall, ...parameters: readonly string[]): Promise<GitResult> {
  return gitWithInput(call, undefined, ...parameters);
}

/** Runs git without a shell, with text or bytes on its standard input. */
export async function gitWithInput(
  call: GitCall,
  input: string | undefined,
  ...parameters: readonly string[]
): Promise<GitResult> {
  const result = await execa('git', parameters, {
    cwd: call.cwd,
    env: { ...call.env, ...gitEnvironment },
    extendEnv: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    reject: false,
    timeout: timeoutMs,
    stripFinalNewline: false,
    maxBuffer: 100_000_000,
  });
  if (result.code === 'ENOENT') return { status: 'missing' };
  if (result.failed)
    return { status: 'failed', exitCode: result.exitCode ?? null, stderr: result.stderr || result.shortMessage || '' };
  return { status: 'ok', stdout: result.stdout };
}

/** The repository a folder belongs to. */
export interface Repository {
  readonly top: string;
  readonly gitDirectory: string;
  readonly commonDirectory: string;
}

/** The repository around a folder, or null when there is none, or no git. */
export async function findRepository(call: GitCall): Promise<Repository | null> {
  const result = await git(
    call,
    'rev-parse',
    '--path-format=absolute',
    '--show-toplevel',
    '--git-dir',
    '--git-common-dir',
  );
  if (result.status !== 'ok') return null;
  const [top, gitDirectory, commonDirectory] = result.stdout.split('\n');
  return top && gitDirectory && commonDirectory ? { top, gitDirectory, commonDirectory } : null;
}

/** The commit a full ref name stands on, read from the repository's files without starting a process; null when there is none. */
export function readRefCommit(repository: Repository, name: string): string | null {
  const loose = objectId(readText(join(repository.commonDirectory, name)).trim());
  if (loose !== null) return loose;
  const packed = readText(join(repository.commonDirectory, 'packed-refs')).split('\n');
  return objectId(packed.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '');
}

/** The full name of the branch that is checked out in the repository's main folder; null when none is. */
export function readHeadBranch(repository: Repository): string | null {
  const head = readText(join(repository.gitDirectory, 'HEAD')).trim();
  return head.startsWith('ref: ') ? head.slice('ref: '.length) : null;
}

/** The commit HEAD stands on, read from the repository's files without starting a process; null when there is none. */
export function readHeadCommit(repository: Repository): string | null {
  const head = readText(join(repository.gitDirectory, 'HEAD')).trim();
  if (!head.startsWith('ref: ')) return objectId(head);
  return readRefCommit(repository, head.slice('ref: '.length));
}

function objectId(text: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
