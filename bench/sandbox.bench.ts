// What the sandbox costs over a bare bwrap call. The stated limits come with the sandbox's own performance work.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runSandboxed } from '../packages/sandbox-bwrap/src/index.ts';
import { measurePaired, printRows } from './paired.ts';

async function spawned(command: string, args: readonly string[]): Promise<void> {
  await once(spawn(command, args, { stdio: 'ignore' }), 'exit');
}

const rows = await measurePaired(
  [
    {
      name: 'bwrap --unshare-all, host root read-only (floor)',
      run: () => spawned('/usr/bin/bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']),
    },
    { name: 'plain spawn of true', run: () => spawned('/bin/true', []) },
    { name: 'runSandboxed, default policy', run: () => runSandboxed({ command: ['/bin/true'] }) },
  ],
  100,
);
printRows('sandbox launch, paired medians of 100 rounds', rows);
