import { createHash } from 'node:crypto';
import { argumentKey } from '../core/gate/argument-key.ts';
import { arrangeArguments } from '../core/gate/judge-example.ts';
import type { JudgeReport } from '../core/gate/judge-report.ts';
import type { SandboxOutcome } from '../ports.ts';
import type { GateContext } from './gate-context.ts';
import { startJudge } from './start-judge.ts';

const toolStartMs = 10_000;

/** Runs the suites against the tool behind the pipes of `pipeDirectory`. `onBrokenTool` hears that it can no longer be spoken to. */
export async function runJudge(
  context: GateContext,
  options: { readonly pipeDirectory: string; readonly nonce: string; readonly onBrokenTool: () => void },
): Promise<{ readonly report: JudgeReport; readonly outcome: SandboxOutcome }> {
  const { candidate, policy } = context;
  const settings = {
    callMs: policy.limits.callMs,
    startMs: toolStartMs,
    propertySeed: seedOf(candidate.files),
    exampleKeys: candidate.spec.examples.map(({ args }) =>
      argumentKey(arrangeArguments(candidate.spec.params, args) ?? [{ unfit: true }]),
    ),
  };
  return await startJudge(
    context,
    { purpose: 'judge', pipeDirectory: options.pipeDirectory, settings },
    {
      nonce: options.nonce,
      onTest: ({ faults }) => {
        if (faults.some(({ kind }) => kind === 'hangs' || kind === 'protocol')) options.onBrokenTool();
      },
    },
  );
}

/** The same candidate meets the same property values in every run, and another candidate meets others. */
function seedOf(files: Readonly<Record<string, string>>): number {
  const names = Object.keys(files).toSorted();
  const digest = createHash('sha256')
    .update(JSON.stringify(names.map((name) => [name, files[name]])))
    .digest();
  return digest.readInt32BE(0);
}
