import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kernelVersion } from '../host/kernel-version.ts';

const run = promisify(execFile);

/** Bubblewrap's first process and the one that becomes the payload. */
const ownProcesses = 2;

/** True when the kernel counts RLIMIT_NPROC per user namespace (5.14 and newer), so that it counts the sandbox alone. */
export function processCountIsPerNamespace(): boolean {
  const [major, minor] = kernelVersion();
  return major > 5 || (major === 5 && minor >= 14);
}

/** Lowers the process limit of a sandbox's first process from outside. Rejects when it is not allowed. */
export async function limitProcessCount(prlimit: string, childPid: number, pids: number): Promise<void> {
  await run(prlimit, ['--pid', String(childPid), `--nproc=${pids + ownProcesses}`], { env: {}, cwd: '/' });
}
