import type { Surroundings } from '../core/gate/replay-variants.ts';
import type { SandboxRun } from '../ports.ts';
import { createFrameChannel, type FrameChannel } from './frame-channel.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedTool, ToolLink } from './language-toolchain.ts';

/** A running tool and the harness's own line to it. */
export interface ToolProcess {
  readonly run: SandboxRun;
  readonly channel: FrameChannel;
}

/** Starts the tool in a sandbox that holds what its language needs to run it and the tool file, nothing else. */
export function startTool(
  context: GateContext,
  purpose: 'tool' | 'examples' | 'variant',
  tool: PreparedTool,
  link: ToolLink,
  surroundings: Surroundings = {},
): ToolProcess {
  const { limits } = context.policy;
  const { command, files, binds, env, cwd } = context.language.toolProcess(context, tool, link, surroundings);
  const run = context.startSandbox(purpose, {
    command,
    files,
    policy: {
      wallMs: limits.testsMs + 5000,
      memoryBytes: limits.memoryBytes,
      outputBytes: limits.outputBytes,
      env,
      cwd,
      readOnly: binds,
    },
    channels: [3],
  });
  const stream = run.channels.get(3);
  if (stream === undefined) throw new TypeError('the sandbox port did not give the channel it was asked for');
  return { run, channel: createFrameChannel(stream) };
}
