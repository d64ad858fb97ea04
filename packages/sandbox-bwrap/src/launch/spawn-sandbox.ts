import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { CompiledSandbox } from '../core/compile-sandbox.ts';
import type { DescriptorPlan } from '../core/descriptor-plan.ts';
import { SandboxError } from '../errors.ts';
import { openConstant } from '../host/constant-file.ts';
import { starterDescriptor } from '../host/starter-file.ts';

/** A started launcher with its descriptors sorted by purpose. */
export interface SpawnedSandbox {
  readonly process: ChildProcess;
  readonly status: Socket;
  readonly channels: ReadonlyMap<number, Socket>;
}

/** Open descriptors of this process that the launcher shares. */
export interface InheritedDescriptors {
  readonly gate: number;
  readonly groups: readonly number[];
}

/** Starts what was compiled, as user `userId` (null: as we are). Throws SandboxError `SANDBOX_UNAVAILABLE`. */
export function spawnSandbox(
  compiled: CompiledSandbox,
  userId: number | null,
  stdin: string | Uint8Array | undefined,
  inherited: InheritedDescriptors,
): SpawnedSandbox {
  const opened: number[] = [];
  try {
    const [file = '', ...args] = compiled.argv;
    const child = spawn(file, args, {
      // Bubblewrap's own environment stays readable inside, in /proc/1/environ.
      env: {},
      cwd: '/',
      // A Ctrl-C at the terminal is for the harness, which then ends the run properly.
      detached: true,
      stdio: stdioOf(compiled.descriptors, stdin !== undefined, inherited, opened),
      ...(userId === null ? {} : { uid: userId, gid: userId }),
    });
    return connect(child, compiled.descriptors, stdin);
  } catch (cause) {
    if (SandboxError.isInstance(cause)) throw cause;
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      `The sandbox launcher ${compiled.argv[0]} could not be started${userId === null ? '' : ` as user ${userId}`} ` +
        `(${cause instanceof Error ? cause.message : 'unknown reason'}), so nothing was run. Run probeSandbox() to see what this host lacks.`,
      { cause },
    );
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function stdioOf(
  plan: DescriptorPlan,
  hasStdin: boolean,
  { gate, groups }: InheritedDescriptors,
  opened: number[],
): StdioOptions {
  const lend = (descriptor: number): number => {
    opened.push(descriptor);
    return descriptor;
  };
  const length = Math.max(2, ...plan.keys()) + 1;
  return Array.from({ length }, (_unused, descriptor) => {
    if (descriptor === 0) return hasStdin ? 'pipe' : 'ignore';
    if (descriptor < 3) return 'pipe';
    const source = plan.get(descriptor);
    if (source === undefined) return 'ignore';
    if (source.kind === 'gate') return gate;
    if (source.kind === 'group') return groups[source.index] ?? 'ignore';
    if (source.kind === 'program') return starterDescriptor(source.task);
    if (source.kind === 'plug') return lend(openSync('/dev/null', 'r'));
    if (source.kind === 'constant') return lend(openConstant(source.bytes));
    return source.kind === 'host-file' ? lend(openSync(source.path, 'r')) : 'pipe';
  });
}

function connect(child: ChildProcess, plan: DescriptorPlan, stdin: string | Uint8Array | undefined): SpawnedSandbox {
  // A launcher that could not be executed still emits 'error' later; without streams there is nothing to wire.
  const streams: readonly unknown[] = child.stdio ?? [];
  for (const stream of streams) {
    // What the other side does to a stream (close, reset) is its own affair and shows in the result.
    if (stream instanceof Socket) stream.on('error', () => {});
  }
  if (stdin !== undefined) child.stdin?.end(stdin);
  const channels = new Map<number, Socket>();
  let status = new Socket();
  for (const [descriptor, source] of plan) {
    const stream = streams[descriptor];
    if (!(stream instanceof Socket)) continue;
    if (source.kind === 'bytes') stream.end(source.bytes);
    if (source.kind === 'channel') channels.set(descriptor, stream);
    if (source.kind === 'status') status = stream;
  }
  return { process: child, status, channels };
}
