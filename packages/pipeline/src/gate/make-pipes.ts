import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../errors.ts';

const runFile = promisify(execFile);

/** A host folder with two named pipes that two sandboxes share. */
export interface PipeDirectory extends AsyncDisposable {
  readonly directory: string;
  readonly requests: string;
  readonly replies: string;
}

/** Makes `requests` and `replies` in a new folder under the temporary directory. Throws `TOOLCHAIN_MISSING` when `mkfifo` fails. */
export async function makePipes(): Promise<PipeDirectory> {
  const outer = await mkdtemp(join(tmpdir(), 'machinist-pipes-'));
  const directory = join(outer, randomBytes(16).toString('hex'));
  const [requests, replies] = [join(directory, 'requests'), join(directory, 'replies')];
  // Root's sandboxes run under other users. They get in by a name that nobody can list; an ordinary user's need no way in.
  const shared = process.geteuid?.() === 0;
  const dispose = (): Promise<void> => rm(outer, { recursive: true, force: true });
  try {
    await mkdir(directory);
    await chmod(directory, shared ? 0o755 : 0o700);
    await runFile('mkfifo', [`--mode=${shared ? '666' : '600'}`, '--', requests, replies]);
    if (shared) await chmod(outer, 0o711);
  } catch (error) {
    await dispose();
    throw new PipelineError(
      'TOOLCHAIN_MISSING',
      `named pipes could not be made in ${directory}; mkfifo (coreutils) and a writable temporary directory are needed`,
      { cause: error },
    );
  }
  return { directory, requests, replies, [Symbol.asyncDispose]: dispose };
}
