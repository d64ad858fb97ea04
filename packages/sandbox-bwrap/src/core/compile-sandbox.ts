import { createDescriptorAllocator } from './descriptor-plan.ts';
import type { DescriptorAllocator, DescriptorPlan } from './descriptor-plan.ts';
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
  /** Absolute path on the host. */
  readonly bwrap: string;
  readonly resourceLimits: ResourceLimits;
  /** The system call filter. */
  readonly seccomp: Uint8Array;
  /** How the launcher gets its limits. */
  readonly starter: Starter;
}

/** What comes before Bubblewrap. */
export type Starter =
  /** A program made for the run: sets the limits, enters `groupCount` control groups, closes every other descriptor. */
  | { readonly kind: 'program'; readonly groupCount: number }
  /** `prlimit` of util-linux, which does the first of these; the named descriptors would leak and are plugged. */
  | { readonly kind: 'prlimit'; readonly path: string; readonly leakedDescriptors: readonly number[] };

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
  const text = `${options.join('\0')}\0`;
  // What repeats in every run with this policy can lie ready in a file; values of the caller's may be secret and go by pipe.
  const isConstant = Object.keys(input.policy.env).length === 0;
  const optionsDescriptor = descriptors.add({ kind: isConstant ? 'constant' : 'bytes', bytes: text });
  const launcher = [input.bwrap, '--args', optionsDescriptor];
  const { argv, plan } = withStarter(input, launcher, descriptors);
  return { argv: [...argv, '--', ...input.command], options, descriptors: plan, env, limits: input.resourceLimits };
}

function withStarter(
  { starter, resourceLimits }: CompileInput,
  launcher: readonly string[],
  descriptors: DescriptorAllocator,
): { readonly argv: readonly string[]; readonly plan: DescriptorPlan } {
  if (starter.kind === 'prlimit') {
    const { plan, plugs } = descriptors.finish(starter.leakedDescriptors);
    const plugOptions = plugs.flatMap((plug) => ['--args', plug]);
    return { argv: [starter.path, ...prlimitOptions(resourceLimits), '--', ...launcher, ...plugOptions], plan };
  }
  const kept = [...descriptors.finish([]).plan.keys()];
  const groups = Array.from({ length: starter.groupCount }, (_unused, index) =>
    Number(descriptors.add({ kind: 'group', index })),
  );
  const program = descriptors.add({ kind: 'program', task: { limits: resourceLimits, groups, kept } });
  return { argv: [`/proc/self/fd/${program}`, ...launcher], plan: descriptors.finish([]).plan };
}
