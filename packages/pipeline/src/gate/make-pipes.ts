import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../errors.ts';

const runFile = promisify(execFile);
const prefix = 'machinist-pipes-';

/** A pair of named pipes in a folder of its own. */
export interface PipePair {
  readonly directory: string;
  readonly requests: string;
  readonly replies: string;
}

/** A host folder with three pairs of named pipes: judge to tool, judge to mutants, gate to judge. */
export interface PipeDirectory extends AsyncDisposable {
  readonly directory: string;
  readonly tool: PipePair;
  readonly mutants: PipePair;
  readonly control: PipePair;
}

/** Makes the pipes in a new folder under the temporary directory. Throws `TOOLCHAIN_MISSING` when `mkfifo` fails. */
export async function makePipes(): Promise<PipeDirectory> {
  await sweepLeftovers();
  const outer = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const directory = join(outer, randomBytes(16).toString('hex'));
  // Root's sandboxes run under other users. They get in by a name that nobody can list; an ordinary user's need no way in.
  const shared = process.geteuid?.() === 0;
  const pairOf = (name: string): PipePair => ({
    directory: join(directory, name),
    requests: join(directory, name, 'requests'),
    replies: join(directory, name, 'replies'),
  });
  const [tool, mutants, control] = [pairOf('tool'), pairOf('mutants'), pairOf('control')];
  const pairs = [tool, mutants, control];
  const dispose = (): Promise<void> => rm(outer, { recursive: true, force: true });
  try {
    await mkdir(directory);
    await chmod(directory, shared ? 0o755 : 0o700);
    for (const pair of pairs) {
      await mkdir(pair.directory);
      await chmod(pair.directory, shared ? 0o755 : 0o700);
    }
    await runFile('mkfifo', [
      `--mode=${shared ? '666' : '600'}`,
      '--',
      ...pairs.flatMap(({ requests, replies }) => [requests, replies]),
    ]);
    if (shared) await chmod(outer, 0o711);
  } catch (error) {
    await dispose();
    throw new PipelineError(
      'TOOLCHAIN_MISSING',
      `named pipes could not be made in ${directory}; mkfifo (coreutils) and a writable temporary directory are needed`,
      { cause: error },
    );
  }
  return { directory, tool, mutants, control, [Symbol.asyncDispose]: dispose };
}

/** Removes the pipes of processes of this user that were killed before they could. */
async function sweepLeftovers(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    const directory = join(tmpdir(), name);
    const status = await lstat(directory).catch(() => undefined);
    if (status?.isDirectory() !== true || status.uid !== process.geteuid?.()) continue;
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else is running as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
