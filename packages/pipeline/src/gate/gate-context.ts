import type { Candidate } from '../core/candidate.ts';
import type { GatePolicy } from '../core/gate-policy-schema.ts';
import type { SandboxRunRecord } from '../core/report-schema.ts';
import { PipelineError } from '../errors.ts';
import type { SandboxOutcome, SandboxPort, SandboxRequest, SandboxRun } from '../ports.ts';
import type { LanguageToolchain } from './language-toolchain.ts';
import type { Toolchain } from '../toolchain/toolchain-schema.ts';

/** What every step of one gate run shares. */
export interface GateContext {
  readonly candidate: Candidate;
  readonly policy: GatePolicy;
  readonly language: LanguageToolchain;
  readonly toolchain: Toolchain;
  readonly startSandbox: (purpose: SandboxRunRecord['purpose'], request: SandboxRequest) => SandboxRun;
  readonly sandboxRuns: readonly SandboxRunRecord[];
}

/** A context whose sandboxes are all recorded, all end with `signal`, and whose launch failures are errors of the gate. */
export function createGateContext(
  parts: Omit<GateContext, 'startSandbox' | 'sandboxRuns'> & {
    readonly sandbox: SandboxPort;
    readonly signal?: AbortSignal | undefined;
  },
): GateContext {
  const { sandbox, signal, ...shared } = parts;
  const sandboxRuns: SandboxRunRecord[] = [];
  return {
    ...shared,
    sandboxRuns,
    startSandbox: (purpose, request) => {
      const run = sandbox.start(request, signal === undefined ? {} : { signal });
      const result = run.result.then((outcome) => {
        assertLaunched(outcome);
        sandboxRuns.push({
          purpose,
          status: outcome.status,
          wallMs: Math.round(outcome.wallMs),
          policyHash: outcome.policyHash,
        });
        return outcome;
      });
      // The step that started the run awaits it; an earlier failure elsewhere must not leave this one unhandled.
      result.catch(() => undefined);
      return { channels: run.channels, result, stop: () => run.stop() };
    },
  };
}

function assertLaunched(outcome: SandboxOutcome): void {
  if (outcome.status !== 'launch-error') return;
  throw new PipelineError(
    'SANDBOX_UNAVAILABLE',
    `the sandbox could not be started: ${outcome.stderr.trim().slice(0, 500) || 'no reason given'}; nothing was run outside it`,
  );
}
