import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { compileSandbox } from '../../packages/sandbox-bwrap/src/core/compile-sandbox.ts';
import type { CompiledSandbox } from '../../packages/sandbox-bwrap/src/core/compile-sandbox.ts';
import type { SandboxRequest } from '../../packages/sandbox-bwrap/src/core/request.ts';
import { openConstant } from '../../packages/sandbox-bwrap/src/host/constant-file.ts';
import { readHostLayout } from '../../packages/sandbox-bwrap/src/host/read-host-layout.ts';
import { acquireLaunchUser } from '../../packages/sandbox-bwrap/src/host/user-slot.ts';
import { prepareRun } from '../../packages/sandbox-bwrap/src/launch/prepare-run.ts';

let compiled: CompiledSandbox | undefined;
const user = acquireLaunchUser();

/** The sandbox's own compiled words, from `bwrap` on; everything before is the wrapper's to pay for. */
function compileOnce(request: SandboxRequest): CompiledSandbox {
  const prepared = prepareRun(request);
  compiled ??= compileSandbox({
    command: request.command,
    policy: prepared.policy,
    mounts: [],
    files: [],
    channels: [],
    host: readHostLayout(),
    bwrap: prepared.programs.bwrap,
    resourceLimits: {},
    seccomp: prepared.seccomp,
    starter: { kind: 'prlimit', path: prepared.programs.prlimit, leakedDescriptors: [] },
  });
  return compiled;
}

/**
 * Spawns exactly the bwrap call of a run, as the same kind of user, and reads its output to the end: nothing is checked,
 * limited, watched or cleaned up. The payload is not held back: a byte already lies where Bubblewrap waits for one.
 */
export async function runIdenticalCall(request: SandboxRequest): Promise<void> {
  const { argv, descriptors } = compiled ?? compileOnce(request);
  const opened: number[] = [];
  const open = (descriptor: number): number => {
    opened.push(descriptor);
    return descriptor;
  };
  const stdio = Array.from({ length: Math.max(...descriptors.keys()) + 1 }, (_unused, descriptor) => {
    if (descriptor === 1 || descriptor === 2) return 'pipe';
    const source = descriptors.get(descriptor);
    if (source?.kind === 'constant') return open(openConstant(source.bytes));
    if (source?.kind === 'gate') return open(openConstant('x'));
    return source?.kind === 'status' ? open(openSync('/dev/null', 'w')) : 'ignore';
  });
  const [bwrap = '', ...args] = argv.slice(argv.indexOf('--') + 1);
  const identity = user.id === null ? {} : { uid: user.id, gid: user.id };
  const child = spawn(bwrap, args, { env: {}, cwd: '/', detached: true, stdio, ...identity });
  for (const descriptor of opened) closeSync(descriptor);
  child.stdout?.resume();
  child.stderr?.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the bare call of bwrap ended with ${String(code)}`);
}
