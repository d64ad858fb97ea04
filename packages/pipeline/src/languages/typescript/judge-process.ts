import { judgeConfigSource, judgePaths, suiteFiles, toolStubSource } from '../../core/gate/judge-files.ts';
import type { GateContext } from '../../gate/gate-context.ts';
import type { JudgeRun, ProcessRequest } from '../../gate/language-toolchain.ts';
import type { SessionSettings } from '../../gate/runtime/judge-session.ts';
import { runtimeFiles } from './runtime-sources.ts';
import { toolchainBinds } from './toolchain-binds.ts';

/** The test runner with a frozen configuration; its main process alone holds channel 3. */
export function judgeProcess({ candidate, policy, toolchain }: GateContext, run: JudgeRun): ProcessRequest {
  const { functionName } = candidate.spec;
  const settings: SessionSettings = { ...run.settings, functionName, suiteCount: candidate.testFiles.length };
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
    binds: [...toolchainBinds(toolchain, 'all'), { from: run.pipeDirectory, to: judgePaths.pipes }],
    files: [
      ...suiteFiles(candidate),
      ...runtimeFiles(judgePaths.runtime, [
        'wire-codec',
        'fields-of',
        'argument-key',
        'apply-changes',
        'canary-tools',
        'tool-pipes',
        'judge-client',
        'judge-session',
        'judge-setup',
        'judge-runner',
        'serve-repeats',
        'repeat-test',
        'judge-reporter',
      ]),
      { to: `${judgePaths.runtime}/settings.json`, content: JSON.stringify(settings) },
      { to: `${judgePaths.root}/tool.ts`, content: toolStubSource(functionName) },
      { to: judgePaths.config, content: judgeConfigSource({ testMs: policy.limits.testsMs }) },
      { to: `${judgePaths.root}/package.json`, content: '{"type":"module","private":true}\n' },
    ],
  };
}
