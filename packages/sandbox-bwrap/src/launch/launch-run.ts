import { compileSandbox } from '../core/compile-sandbox.ts';
import type { SandboxRequest } from '../core/request.ts';
import { parseHardLimits, resourceLimits } from '../core/resource-limits.ts';
import { findLeakedDescriptors } from '../host/find-leaked-descriptors.ts';
import { acquireLaunchGate } from '../host/launch-gate.ts';
import type { LaunchGate } from '../host/launch-gate.ts';
import { readHostLayout } from '../host/read-host-layout.ts';
import { readText } from '../host/read-text.ts';
import { sweepOrphans } from '../host/sweep-orphans.ts';
import { acquireLaunchUser } from '../host/user-slot.ts';
import { createLimiter } from '../limits/create-limiter.ts';
import type { Limiter } from '../limits/create-limiter.ts';
import type { PreparedRun } from './prepare-run.ts';
import { spawnSandbox } from './spawn-sandbox.ts';
import type { SpawnedSandbox } from './spawn-sandbox.ts';

/** A launcher at work whose payload is still held back. */
export interface LaunchedRun {
  readonly spawned: SpawnedSandbox;
  readonly gate: LaunchGate;
  readonly limiter: Limiter;
  /** Gives the run's gate and user number back; call when it is over. */
  release(): void;
}

/** Starts the launcher. Throws SandboxError `SANDBOX_UNAVAILABLE`, leaving nothing behind. */
export function launchRun(request: SandboxRequest, prepared: PreparedRun): LaunchedRun {
  const { policy, programs, mounts, host } = prepared;
  sweepOrphans();
  const user = acquireLaunchUser();
  const undo = [() => user.release()];
  try {
    const gate = acquireLaunchGate();
    undo.push(() => gate.release());
    const limiter = createLimiter(policy, host, programs.prlimit);
    undo.push(() => limiter.close());
    const compiled = compileSandbox({
      command: request.command,
      policy,
      mounts,
      files: request.files ?? [],
      channels: request.channels ?? [],
      host: readHostLayout(),
      programs,
      resourceLimits: resourceLimits({
        policy,
        memoryMode: host.memory,
        hasOwnUser: user.id !== null,
        hardLimits: parseHardLimits(readText('/proc/self/limits') ?? ''),
      }),
      seccomp: prepared.seccomp,
      leakedDescriptors: findLeakedDescriptors(),
    });
    const spawned = spawnSandbox(compiled, user.id, request.stdin, gate.descriptor);
    return {
      spawned,
      gate,
      limiter,
      release() {
        gate.release();
        user.release();
      },
    };
  } catch (error) {
    for (const step of undo) step();
    throw error;
  }
}
