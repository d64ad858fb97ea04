import type { Duplex } from 'node:stream';
import { outputCaps } from './core/output-request.ts';
import { hashPolicy } from './core/policy-hash.ts';
import { payloadEnvironment } from './core/environment.ts';
import type { SandboxRequest } from './core/request.ts';
import { hashFilter } from './host/seccomp-filter.ts';
import { abortedRun } from './launch/aborted-run.ts';
import { createRunEnder } from './launch/end-run.ts';
import { launchRun } from './launch/launch-run.ts';
import { prepareRun } from './launch/prepare-run.ts';
import type { RunState } from './launch/run-state.ts';
import type { SandboxResult } from './launch/sandbox-result.ts';
import { superviseRun } from './launch/supervise-run.ts';

/** How to run, apart from what to run. */
export interface SandboxOptions {
  /** Ends the run at once; the result then has status `aborted`. */
  readonly signal?: AbortSignal;
}

/** A started sandbox. */
export interface SandboxRun {
  /** The harness end of each requested channel. */
  readonly channels: ReadonlyMap<number, Duplex>;
  /** What happened; never rejects. */
  readonly result: Promise<SandboxResult>;
  /** Ends the run at once; `result` then has status `aborted`. */
  stop(): void;
}

/**
 * Starts one command in a sandbox of its own. What the command does is in the result.
 * Throws SandboxError when the request is not valid or this host cannot give a sandbox; nothing has run then.
 */
export function startSandboxed(request: SandboxRequest, options: SandboxOptions = {}): SandboxRun {
  const prepared = prepareRun(request);
  const { policy, limits } = prepared;
  if (options.signal?.aborted === true) {
    return abortedRun(request, { limits, policyHash: hashPolicy(policy), filterHash: hashFilter(prepared.seccomp) });
  }
  const startedAtMs = performance.now();
  const launched = launchRun(request, prepared);
  const { spawned, gate, limiter } = launched;
  const state: RunState = { aborted: false, timedOut: false, memoryExceeded: false, setUpProblem: null };
  const ender = createRunEnder(spawned.process);
  const stop = (): void => {
    if (spawned.process.exitCode !== null || spawned.process.signalCode !== null) return;
    state.aborted = true;
    ender.kill();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const searchPath = payloadEnvironment(policy.env)['PATH'] ?? '';
  const run = {
    spawned,
    gate,
    ender,
    limiter,
    state,
    policy,
    // The launcher is at work by now.
    policyHash: hashPolicy(policy),
    filterHash: hashFilter(prepared.seccomp),
    outputs: request.outputs === undefined ? null : outputCaps(request.outputs),
    limits,
    command: request.command,
    searchPath,
    startedAtMs,
  };
  const result = superviseRun(run).finally(() => {
    options.signal?.removeEventListener('abort', stop);
    // Whoever waits for the result comes first.
    setImmediate(() => launched.release());
  });
  return { channels: spawned.channels, result, stop };
}
