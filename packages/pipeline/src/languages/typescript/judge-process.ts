import { canaryFiles } from '../../core/gate/canary-files.ts';
import { isAsyncExport } from '../../core/gate/check-exports.ts';
import {
  judgeConfigSource,
  judgePaths,
  type SandboxFile,
  suiteFiles,
  toolStubSource,
} from '../../core/gate/judge-files.ts';
import { parseSource } from '../../core/gate/parse-source.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import { type JudgeRun, type ProcessRequest, toolSource } from '../../gate/language-toolchain.ts';
import type { SandboxPolicyRequest } from '../../ports.ts';
import { runtimeFiles, type RuntimeScript } from './runtime-sources.ts';
import { toolchainBinds } from './toolchain-binds.ts';

interface RunParts {
  readonly include: string;
  readonly setup: 'judge-setup' | 'canary-setup';
  readonly scripts: readonly RuntimeScript[];
  readonly testMs: number;
  readonly files: readonly SandboxFile[];
  readonly binds: NonNullable<SandboxPolicyRequest['readOnly']>;
}

/** The test runner with a frozen configuration; its main process alone holds channel 3. */
export function judgeProcess(context: GateContext, run: JudgeRun): ProcessRequest {
  const parts = run.purpose === 'judge' ? toolRun(context, run) : canaryRun(context);
  return {
    command: [
      judgePaths.node,
      `${judgePaths.modules}/vitest/vitest.mjs`,
      'run',
      '--config',
      judgePaths.config,
      '--configLoader',
      'native',
    ],
    env: { HOME: '/tmp', CI: '1', NO_COLOR: '1' },
    cwd: judgePaths.root,
    binds: [...toolchainBinds(context.toolchain, 'all'), ...parts.binds],
    files: [
      ...parts.files,
      ...runtimeFiles(judgePaths.runtime, parts.scripts),
      { to: judgePaths.config, content: judgeConfigSource(parts) },
      { to: `${judgePaths.root}/package.json`, content: '{"type":"module","private":true}\n' },
    ],
  };
}

function toolRun(context: GateContext, run: JudgeRun & { readonly purpose: 'judge' }): RunParts {
  const { candidate, policy } = context;
  const { functionName } = candidate.spec;
  const settings = {
    ...run.settings,
    requests: `${judgePaths.pipes}/requests`,
    replies: `${judgePaths.pipes}/replies`,
    functionName,
  };
  return {
    include: 'tests/*.test.ts',
    setup: 'judge-setup',
    scripts: [
      'wire-codec',
      'fields-of',
      'argument-key',
      'apply-changes',
      'tool-pipes',
      'judge-client',
      'judge-session',
      'judge-setup',
      'judge-reporter',
    ],
    testMs: policy.limits.testsMs,
    files: [
      ...suiteFiles(candidate),
      { to: `${judgePaths.runtime}/settings.json`, content: JSON.stringify(settings) },
      { to: `${judgePaths.root}/tool.ts`, content: toolStubSource(functionName) },
    ],
    binds: [{ from: run.pipeDirectory, to: judgePaths.pipes }],
  };
}

function canaryRun({ candidate, policy }: GateContext): RunParts {
  const tool = parseSource(candidate.toolFile, toolSource(candidate));
  return {
    include: 'canary-*/tests/*.test.ts',
    setup: 'canary-setup',
    scripts: ['canary-setup', 'judge-reporter'],
    testMs: policy.limits.callMs,
    files: canaryFiles(candidate, isAsyncExport(tool, candidate.spec.functionName)),
    binds: [],
  };
}
