import type { Capability } from '../core/spec-schema.ts';
import type { SandboxRun } from '../ports.ts';
import { createFrameChannel, type FrameChannel } from './frame-channel.ts';
import { type GateContext, toolchainBinds } from './gate-context.ts';
import { runtimeFiles } from './runtime-sources.ts';

const toolDirectory = '/tool';

/** How the tool's process is spoken to: through the pipes of a folder, or through the harness's own channel. */
export type ToolLink = { readonly kind: 'pipes'; readonly directory: string } | { readonly kind: 'channel' };

/** A running tool and the harness's own line to it. */
export interface ToolProcess {
  readonly run: SandboxRun;
  readonly channel: FrameChannel;
}

/** Starts the tool in a sandbox that holds Node, the host script and the tool file, nothing else. */
export function startTool(
  context: GateContext,
  purpose: 'tool' | 'examples',
  tool: { readonly code: string; readonly coverageName: string },
  link: ToolLink,
): ToolProcess {
  const { spec } = context.candidate;
  const { limits } = context.policy;
  const settings = {
    requests: link.kind === 'pipes' ? '/pipes/requests' : 3,
    replies: link.kind === 'pipes' ? '/pipes/replies' : 3,
    toolPath: `${toolDirectory}/tool.mjs`,
    functionName: spec.functionName,
    coverageName: tool.coverageName,
  };
  const heapMegabytes = Math.floor(limits.memoryBytes / 2 / (1024 * 1024));
  const run = context.startSandbox(purpose, {
    command: [
      '/opt/machinist/bin/node',
      ...permissionFlags(spec.capabilities, link),
      '--disallow-code-generation-from-strings',
      `--max-old-space-size=${heapMegabytes}`,
      '--no-warnings',
      `${toolDirectory}/tool-host.mjs`,
      JSON.stringify(settings),
    ],
    policy: {
      wallMs: limits.testsMs + 5000,
      memoryBytes: limits.memoryBytes,
      outputBytes: limits.outputBytes,
      env: { HOME: '/scratch' },
      cwd: '/scratch',
      readOnly: [
        ...toolchainBinds(context.toolchain, 'node'),
        ...(link.kind === 'pipes' ? [{ from: link.directory, to: '/pipes' }] : []),
      ],
    },
    files: [
      ...runtimeFiles(toolDirectory, ['tool-host', 'wire-codec', 'fields-of']),
      { to: `${toolDirectory}/tool.mjs`, content: tool.code },
    ],
    channels: [3],
  });
  const stream = run.channels.get(3);
  if (stream === undefined) throw new TypeError('the sandbox port did not give the channel it was asked for');
  return { run, channel: createFrameChannel(stream) };
}

/** Node's permission model as the second wall: only what the spec declares, and only inside the sandbox's own folders. */
function permissionFlags(capabilities: readonly Capability[], link: ToolLink): readonly string[] {
  return [
    '--permission',
    `--allow-fs-read=${toolDirectory}`,
    ...(link.kind === 'pipes' ? ['--allow-fs-read=/pipes', '--allow-fs-write=/pipes'] : []),
    ...(capabilities.includes('fs_read') ? ['--allow-fs-read=/scratch', '--allow-fs-read=/tmp'] : []),
    ...(capabilities.includes('fs_write')
      ? ['--allow-fs-read=/scratch', '--allow-fs-write=/scratch', '--allow-fs-read=/tmp', '--allow-fs-write=/tmp']
      : []),
    ...(capabilities.includes('process') ? ['--allow-child-process'] : []),
  ];
}
