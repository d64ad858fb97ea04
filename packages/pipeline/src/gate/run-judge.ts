import { createHash } from 'node:crypto';
import { judgePaths, suiteFiles, toolStubSource } from '../core/gate/judge-files.ts';
import type { JudgeReport } from '../core/gate/judge-report.ts';
import type { SandboxOutcome } from '../ports.ts';
import type { GateContext } from './gate-context.ts';
import type { ClientSettings } from './runtime/judge-client.ts';
import { startJudge } from './start-judge.ts';

const toolStartMs = 10_000;

/** Runs the suites against the tool behind the pipes of `pipeDirectory`. `onBrokenTool` hears that it can no longer be spoken to. */
export async function runJudge(
  context: GateContext,
  options: { readonly pipeDirectory: string; readonly nonce: string; readonly onBrokenTool: () => void },
): Promise<{ readonly report: JudgeReport; readonly outcome: SandboxOutcome }> {
  const { candidate, policy } = context;
  const { functionName } = candidate.spec;
  const settings: ClientSettings & { readonly propertySeed: number } = {
    requests: `${judgePaths.pipes}/requests`,
    replies: `${judgePaths.pipes}/replies`,
    functionName,
    callMs: policy.limits.callMs,
    startMs: toolStartMs,
    propertySeed: seedOf(candidate.files),
  };
  return await startJudge(context, {
    purpose: 'judge',
    nonce: options.nonce,
    include: 'tests/*.test.ts',
    setup: 'judge-setup',
    files: [
      ...suiteFiles(candidate),
      { to: `${judgePaths.runtime}/settings.json`, content: JSON.stringify(settings) },
      { to: `${judgePaths.root}/tool.ts`, content: toolStubSource(functionName) },
    ],
    binds: [{ from: options.pipeDirectory, to: judgePaths.pipes }],
    testMs: policy.limits.testsMs,
    onTest: ({ faults }) => {
      if (faults.some(({ kind }) => kind === 'hangs' || kind === 'protocol')) options.onBrokenTool();
    },
  });
}

/** The same candidate meets the same property values in every run, and another candidate meets others. */
function seedOf(files: Readonly<Record<string, string>>): number {
  const names = Object.keys(files).toSorted();
  const digest = createHash('sha256')
    .update(JSON.stringify(names.map((name) => [name, files[name]])))
    .digest();
  return digest.readInt32BE(0);
}
