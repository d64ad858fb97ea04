import { makeFinding } from '../core/gate/make-finding.ts';
import type { Finding } from '../core/report-schema.ts';
import type { SandboxOutcome } from '../ports.ts';

/** Why a tool's process ended although nobody ended it; `undefined` when the gate itself stopped it. */
export function toolEndFinding(outcome: SandboxOutcome, call: string, toolFile: string): Finding | undefined {
  const place = { file: toolFile };
  const ranOutOfMemory =
    outcome.oom || /heap out of memory|Failed to reserve|Cannot allocate memory/i.test(outcome.stderr);
  if (ranOutOfMemory)
    return makeFinding('tool.memory', `${call}: the tool used more memory than the policy allows`, place);
  if (outcome.status === 'aborted') return undefined;
  if (outcome.status === 'output-cap')
    return makeFinding('tool.floods', `${call}: the tool printed more than the policy allows`, place);
  if (outcome.status === 'timeout')
    return makeFinding('tool.hangs', `${call}: the tool was still running at the end of the time limit`, place);
  // Node's exit code for a program that awaits what nothing can settle any more.
  if (outcome.status === 'exit' && outcome.exitCode === 13)
    return makeFinding('tool.hangs', `${call}: the tool waits for something that can never come`, place);
  const how =
    outcome.status === 'signal'
      ? `was ended by signal ${outcome.signal ?? '?'}`
      : `exited with ${String(outcome.exitCode)}`;
  return makeFinding('tool.gone', `${call}: the process of the tool ${how}`, place);
}
