import type { Surroundings } from '../../core/gate/replay-variants.ts';
import type { Capability } from '../../core/spec-schema.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import type { PreparedTool, ProcessRequest, ToolLink } from '../../gate/language-toolchain.ts';
import { runtimeFiles } from './runtime-sources.ts';
import { toolchainBinds } from './toolchain-binds.ts';

/** Where the tool lies in its sandbox. */
export const toolDirectory = '/tool';

/** A process that holds Node, the host script and the tool file, nothing else. */
export function toolProcess(
  context: GateContext,
  tool: PreparedTool,
  link: ToolLink,
  surroundings: Surroundings,
): ProcessRequest {
  const { timeZone, locale, directory, ...inside } = surroundings;
  const settings = {
    requests: link.kind === 'pipes' ? '/pipes/requests' : 3,
    replies: link.kind === 'pipes' ? '/pipes/replies' : 3,
    toolPath: `${toolDirectory}/tool.mjs`,
    functionName: context.candidate.spec.functionName,
    coverageName: tool.coverageName,
    surroundings: inside,
  };
  const request = toolRuntime(context, link, settings, 'tool-host', [
    ...runtimeFiles(toolDirectory, [
      'tool-host',
      'change-surroundings',
      'host-answer',
      'host-frames',
      'wire-codec',
      'fields-of',
    ]),
    { to: `${toolDirectory}/tool.mjs`, content: tool.code },
  ]);
  return {
    ...request,
    env: {
      ...request.env,
      ...(timeZone === undefined ? {} : { TZ: timeZone }),
      ...(locale === undefined ? {} : { LANG: locale, LC_ALL: locale }),
    },
    cwd: directory ?? request.cwd,
  };
}

/** Node with its second wall around one host script. */
export function toolRuntime(
  context: GateContext,
  link: ToolLink,
  settings: object,
  script: 'tool-host' | 'mutant-host',
  files: ProcessRequest['files'],
): ProcessRequest {
  const heapMegabytes = Math.floor(context.policy.limits.memoryBytes / 2 / (1024 * 1024));
  return {
    command: [
      '/opt/machinist/bin/node',
      ...permissionFlags(context.candidate.spec.capabilities, link),
      '--disallow-code-generation-from-strings',
      `--max-old-space-size=${heapMegabytes}`,
      '--no-warnings',
      `${toolDirectory}/${script}.mjs`,
      JSON.stringify(settings),
    ],
    env: { HOME: '/scratch' },
    cwd: '/scratch',
    binds: [
      ...toolchainBinds(context.toolchain, 'node'),
      ...(link.kind === 'pipes' ? [{ from: link.directory, to: '/pipes' }] : []),
    ],
    files,
  };
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
