import { judgePaths, suiteFiles } from '../../core/gate/judge-files.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import type { JudgeRun, PreparedTool, ProcessRequest, ToolLink } from '../../gate/language-toolchain.ts';
import { pythonBinds, pythonPath } from './python-binds.ts';
import { runtimeFiles } from './runtime-files.ts';

const toolDirectory = '/tool';
const environment = { LANG: 'C.UTF-8', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' };

/** A process that holds the interpreter with its standard library, the host script and the tool file, nothing else. */
export function pythonToolProcess(context: GateContext, tool: PreparedTool, link: ToolLink): ProcessRequest {
  const { spec } = context.candidate;
  const settings = {
    requests: link.kind === 'pipes' ? '/pipes/requests' : 3,
    replies: link.kind === 'pipes' ? '/pipes/replies' : 3,
    toolPath: `${toolDirectory}/tool.code`,
    functionName: spec.functionName,
    coverageName: tool.coverageName,
    paramNames: spec.params.map(({ name }) => name),
    capabilities: spec.capabilities,
  };
  return {
    command: [
      pythonPath(context.toolchain),
      // No environment, no site packages, no byte code, nothing kept back in buffers; UTF-8 whatever the locale.
      '-I',
      '-S',
      '-B',
      '-u',
      '-X',
      'utf8',
      `${toolDirectory}/tool_host.py`,
      JSON.stringify(settings),
    ],
    env: { ...environment, HOME: '/scratch' },
    cwd: '/scratch',
    binds: [
      ...pythonBinds(context.toolchain),
      ...(link.kind === 'pipes' ? [{ from: link.directory, to: '/pipes' }] : []),
    ],
    files: [
      ...runtimeFiles(toolDirectory, ['tool_host.py', 'tool_guard.py', 'machinist_wire.py']),
      { to: `${toolDirectory}/tool.code`, content: tool.code },
    ],
  };
}

/** What Hypothesis itself runs when a suite asks for nothing. */
const hypothesisRuns = 100;

const judgeScripts = [
  'judge_main.py',
  'judge_session.py',
  'judge_plugin.py',
  'judge_guard.py',
  'tool_stubs.py',
  'tool_client.py',
  'machinist_wire.py',
  'pytest.ini',
];

/** pytest with the gate's own plugin; the first process alone holds channel 3 and the nonce. */
export function pythonJudgeProcess(context: GateContext, run: JudgeRun, isAsync: boolean): ProcessRequest {
  const { candidate, toolchain } = context;
  const { spec, testFiles } = candidate;
  const firstValue = spec.examples.find((example) => example.expect === 'value');
  const settings = {
    requests: `${judgePaths.pipes}/requests`,
    replies: `${judgePaths.pipes}/replies`,
    functionName: spec.functionName,
    paramNames: spec.params.map(({ name }) => name),
    isAsync,
    root: judgePaths.root,
    testFiles,
    constant: firstValue?.expect === 'value' ? firstValue.value : 0,
    ...(run.purpose === 'judge' ? run.settings : { callMs: 0, startMs: 0, propertySeed: 1, exampleKeys: [] }),
    jobs:
      run.purpose === 'judge'
        ? [{ canary: null, shrinks: true, maxExamples: hypothesisRuns }]
        : run.canaries.map((canary) => ({ canary, shrinks: false, maxExamples: hypothesisRuns })),
  };
  return {
    command: [
      pythonPath(toolchain),
      '-I',
      '-B',
      '-X',
      'utf8',
      `${judgePaths.runtime}/judge_main.py`,
      `${judgePaths.runtime}/settings.json`,
    ],
    env: { ...environment, HOME: '/tmp' },
    cwd: judgePaths.root,
    binds: [
      ...pythonBinds(toolchain),
      ...(run.purpose === 'judge' ? [{ from: run.pipeDirectory, to: judgePaths.pipes }] : []),
    ],
    files: [
      ...suiteFiles(candidate),
      ...runtimeFiles(judgePaths.runtime, judgeScripts),
      { to: `${judgePaths.runtime}/settings.json`, content: JSON.stringify(settings) },
    ],
  };
}
