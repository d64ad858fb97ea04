import { parsePolicy, runSandboxed, SandboxError } from '@machinist/sandbox-bwrap';
import type { SandboxPort } from '@machinist/driver';

const tree = '/job/tree';
/** The working folder must be writable, so the read-only tree is copied; command and arguments stay data. */
const copyAndRun = ['/bin/sh', '-c', `cp -R ${tree}/. . && exec "$@"`, 'sh'];

/** Runs a verifier in Bubblewrap: no network, nothing of the host but `/usr` and a copy of the tree it is to judge. */
export const driverSandbox: SandboxPort = {
  async run({ argv, folder, env, policy, wallMs, outputBytes, signal }) {
    try {
      const asked = parsePolicy(policy);
      const result = await runSandboxed(
        {
          command: [...copyAndRun, ...argv],
          policy: {
            ...asked,
            wallMs: 'wallMs' in policy ? Math.min(asked.wallMs, wallMs) : wallMs,
            outputBytes: Math.min(asked.outputBytes, outputBytes),
            env: { ...taskVariables(env), ...asked.env },
            readOnly: [...asked.readOnly, { from: folder, to: tree }],
          },
        },
        { signal },
      );
      if (result.status === 'launch-error')
        return { status: 'refused', reason: result.launchError ?? 'it did not start' };
      const stopped = result.status === 'timeout' ? 'timeout' : result.status === 'aborted' ? 'operator' : null;
      // Killed for memory or output is no verdict in favour, whatever exit code came first.
      const exit = result.status === 'exit' ? result.exitCode : null;
      return { status: 'ended', exit, signal: result.signal, stopped, stdout: result.stdout, stderr: result.stderr };
    } catch (error) {
      if (SandboxError.isInstance(error)) return { status: 'refused', reason: `${error.code}: ${error.message}` };
      throw error;
    }
  },
};

/** Paths and names of the host mean nothing inside. */
function taskVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('MACHINIST_TASK')));
}
