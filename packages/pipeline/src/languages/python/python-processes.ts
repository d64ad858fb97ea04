import { judgePaths, suiteFiles } from '../../core/gate/judge-files.ts';
import type { Surroundings } from '../../core/gate/replay-variants.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import type {
  JudgeRun,
  PreparedMutants,
  PreparedTool,
  ProcessRequest,
  ToolLink,
} from '../../gate/language-toolchain.ts';
import { pythonBinds, pythonPath } from './python-binds.ts';
import { runtimeFiles } from './runtime-files.ts';

const toolDirectory = '/tool';
const environment = { LANG: 'C.UTF-8', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' };
const hostScripts = ['machinist_wire.py', 'host_answer.py', 'host_frames.py', 'tool_guard.py'];

/** A process that holds the interpreter with its standard library, the host script and the tool file, nothing else. */
export function pythonToolProcess(
  context: GateContext,
  tool: PreparedTool,
  link: ToolLink,
  { timeZone, locale, directory, ...inside }: Surroundings,
): ProcessRequest {
  // Another seed of the hash decides in which order sets are read.
  const hashSeed = inside.randomSeed ?? (inside.identity === undefined ? 0 : 1);
  const request = hostProcess(context, link, {
    script: 'tool_host.py',
    scripts: [...hostScripts, 'change_surroundings.py'],
    settings: { coverageName: tool.coverageName, surroundings: inside },
    code: tool.code,
  });
  return {
    ...request,
    env: {
      ...request.env,
      PYTHONHASHSEED: String(hashSeed),
      ...(timeZone === undefined ? {} : { TZ: timeZone }),
      ...(locale === undefined ? {} : { LANG: locale, LC_ALL: locale }),
    },
    cwd: directory ?? request.cwd,
  };
}

/** A process that holds every mutant of the tool and switches between them. */
export function pythonMutantProcess(
  context: GateContext,
  mutants: PreparedMutants,
  link: { readonly directory: string },
  switches: { readonly isActive: string; readonly burn: string },
): ProcessRequest {
  return hostProcess(
    context,
    { kind: 'pipes', ...link },
    {
      script: 'mutant_host.py',
      scripts: hostScripts,
      settings: {
        ...switches,
        hasState: mutants.hasState,
        memoryBytes: Math.floor(context.policy.limits.memoryBytes * 0.75),
      },
      code: mutants.code,
    },
  );
}

function hostProcess(
  context: GateContext,
  link: ToolLink,
  host: {
    readonly script: string;
    readonly scripts: readonly string[];
    readonly settings: object;
    readonly code: string;
  },
): ProcessRequest {
  const { spec } = context.candidate;
  const settings = {
    ...host.settings,
    requests: link.kind === 'pipes' ? '/pipes/requests' : 3,
    replies: link.kind === 'pipes' ? '/pipes/replies' : 3,
    toolPath: `${toolDirectory}/tool.code`,
    functionName: spec.functionName,
    paramNames: spec.params.map(({ name }) => name),
    capabilities: spec.capabilities,
  };
  return {
    command: [
      pythonPath(context.toolchain),
      // No site packages, no byte code, nothing kept back in buffers; UTF-8 whatever the locale. The hash seed must be heard.
      '-s',
      '-S',
      '-B',
      '-u',
      '-X',
      'utf8',
      `${toolDirectory}/${host.script}`,
      JSON.stringify(settings),
    ],
    env: { ...environment, HOME: '/scratch' },
    cwd: '/scratch',
    binds: [
      ...pythonBinds(context.toolchain),
      ...(link.kind === 'pipes' ? [{ from: link.directory, to: '/pipes' }] : []),
    ],
    files: [
      ...runtimeFiles(toolDirectory, [host.script, ...host.scripts]),
      { to: `${toolDirectory}/tool.code`, content: host.code },
    ],
  };
}

const judgeScripts = [
  'judge_main.py',
  'judge_session.py',
  'judge_plugin.py',
  'judge_guard.py',
  'serve_repeats.py',
  'tool_stubs.py',
  'tool_client.py',
  'machinist_wire.py',
  'pytest.ini',
];

/** pytest with the gate's own plugin; the first process alone holds channel 3 and the nonce. */
export function pythonJudgeProcess({ candidate, toolchain }: GateContext, run: JudgeRun): ProcessRequest {
  const settings = {
    ...run.settings,
    functionName: candidate.spec.functionName,
    paramNames: candidate.spec.params.map(({ name }) => name),
    root: judgePaths.root,
    pipes: judgePaths.pipes,
    testFiles: candidate.testFiles,
  };
  return {
    command: [
      pythonPath(toolchain),
      '-s',
      '-B',
      '-X',
      'utf8',
      `${judgePaths.runtime}/judge_main.py`,
      `${judgePaths.runtime}/settings.json`,
    ],
    env: { ...environment, HOME: '/tmp' },
    cwd: judgePaths.root,
    binds: [...pythonBinds(toolchain), { from: run.pipeDirectory, to: judgePaths.pipes }],
    files: [
      ...suiteFiles(candidate),
      ...runtimeFiles(judgePaths.runtime, judgeScripts),
      { to: `${judgePaths.runtime}/settings.json`, content: JSON.stringify(settings) },
    ],
  };
}
