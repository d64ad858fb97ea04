import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
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
  const directory = await mkdtemp(join(tmpdir(), 'machinist-pipes-'));
  const [requests, replies] = [join(directory, 'requests'), join(directory, 'replies')];
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await runFile('mkfifo', ['--mode=666', '--', requests, replies]);
    // Enterable, not listable: the sandboxes run under another uid, and the random name is the key for everyone else.
    await chmod(directory, 0o711);
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
