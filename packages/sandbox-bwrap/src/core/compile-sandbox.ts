import { createDescriptorAllocator } from './descriptor-plan.ts';
import type { DescriptorPlan } from './descriptor-plan.ts';
import { payloadEnvironment } from './environment.ts';
import type { HostLayout } from './host-layout.ts';
import { isolationOptions } from './isolation-options.ts';
import type { ResolvedMount } from './mount.ts';
import type { SandboxPolicy } from './policy-schema.ts';
import type { SandboxFile } from './request.ts';
import { prlimitOptions } from './resource-limits.ts';
import type { ResourceLimits } from './resource-limits.ts';
import { rootViewOptions } from './root-view.ts';

/** All that decides how a sandbox is launched. */
export interface CompileInput {
  readonly command: readonly string[];
  readonly policy: SandboxPolicy;
  readonly mounts: readonly ResolvedMount[];
  readonly files: readonly SandboxFile[];
  readonly channels: readonly number[];
  readonly host: HostLayout;
  /** Absolute paths on the host. */
  readonly programs: { readonly bwrap: string; readonly prlimit: string };
  readonly resourceLimits: ResourceLimits;
  /** The system call filter. */
  readonly seccomp: Uint8Array;
  /** Descriptors of the harness that would be inherited. */
  readonly leakedDescriptors: readonly number[];
}

/** A launch as data. */
export interface CompiledSandbox {
  /** What is executed, with an empty environment. */
  readonly argv: readonly string[];
  /** Bubblewrap's options; they travel NUL-separated through a descriptor, so no process list shows host paths. */
  readonly options: readonly string[];
  readonly descriptors: DescriptorPlan;
  /** The payload's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: ResourceLimits;
}

/** Turns a checked request into the one process to start. Pure; untrusted text is only ever an operand. */
export function compileSandbox(input: CompileInput): CompiledSandbox {
  const descriptors = createDescriptorAllocator(input.channels);
  const env = payloadEnvironment(input.policy.env);
  const options = [
    ...isolationOptions,
    '--json-status-fd',
    descriptors.add({ kind: 'status' }),
    '--block-fd',
    descriptors.add({ kind: 'gate' }),
    '--sync-fd',
    descriptors.add({ kind: 'gate' }),
    '--seccomp',
    descriptors.add({ kind: typeof input.policy.seccomp === 'string' ? 'constant' : 'bytes', bytes: input.seccomp }),
    ...rootViewOptions(
      {
        host: input.host,
        scratchBytes: input.policy.scratchBytes,
        tmpBytes: input.policy.tmpBytes,
        mounts: input.mounts,
        files: input.files,
      },
      descriptors,
    ),
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    '--chdir',
    input.policy.cwd,
  ];
  const optionsDescriptor = descriptors.add({ kind: 'bytes', bytes: `${options.join('\0')}\0` });
  const { plan, plugs } = descriptors.finish(input.leakedDescriptors);
  const argv = [
    input.programs.prlimit,
    ...prlimitOptions(input.resourceLimits),
    '--',
    input.programs.bwrap,
    '--args',
    optionsDescriptor,
    ...plugs.flatMap((plug) => ['--args', plug]),
    '--',
    ...input.command,
  ];
  return { argv, options, descriptors: plan, env, limits: input.resourceLimits };
}
