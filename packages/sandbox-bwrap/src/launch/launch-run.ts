import { closeSync } from 'node:fs';
import { compileSandbox } from '../core/compile-sandbox.ts';
import type { SandboxRequest } from '../core/request.ts';
import { resourceLimits } from '../core/resource-limits.ts';
import { canRunPrograms } from '../host/can-run-programs.ts';
import { hardLimits } from '../host/hard-limits.ts';
import { findLeakedDescriptors } from '../host/find-leaked-descriptors.ts';
import { acquireLaunchGate } from '../host/launch-gate.ts';
import type { LaunchGate } from '../host/launch-gate.ts';
import { readHostLayout } from '../host/read-host-layout.ts';
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
  const { policy, mounts, host } = prepared;
  const { bwrap, prlimit } = prepared.programs;
  sweepOrphans();
  const user = acquireLaunchUser();
  const undo = [() => user.release()];
  try {
    const gate = acquireLaunchGate();
    undo.push(() => gate.release());
    const limiter = createLimiter(policy, host, prlimit);
    undo.push(() => limiter.close());
    const groups = canRunPrograms(user.id) ? limiter.openGroups() : null;
    undo.push(() => groups?.forEach((group) => closeSync(group)));
    const compiled = compileSandbox({
      command: request.command,
      policy,
      mounts,
      files: request.files ?? [],
      channels: request.channels ?? [],
      host: readHostLayout(),
      bwrap,
      resourceLimits: resourceLimits({
        policy,
        memoryMode: host.memory,
        hasOwnUser: user.id !== null,
        hardLimits: hardLimits(),
      }),
      seccomp: prepared.seccomp,
      starter:
        groups === null
          ? { kind: 'prlimit', path: prlimit, leakedDescriptors: findLeakedDescriptors() }
          : { kind: 'program', groupCount: groups.length },
    });
    const spawned = spawnSandbox(compiled, user.id, request.stdin, { gate: gate.descriptor, groups: groups ?? [] });
    for (const group of groups ?? []) closeSync(group);
    limiter.prepareNext();
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
