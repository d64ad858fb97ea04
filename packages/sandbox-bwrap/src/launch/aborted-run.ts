import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { LimitReport } from '../core/limit-report.ts';
import type { SandboxResult } from './sandbox-result.ts';

/** What a run looks like that was aborted before it began: nothing was started, every channel is at its end. */
export function abortedRun(
  channels: readonly number[],
  limits: LimitReport,
  policyHash: string,
): { readonly channels: ReadonlyMap<number, Duplex>; readonly result: Promise<SandboxResult>; stop(): void } {
  const result: SandboxResult = {
    status: 'aborted',
    exitCode: null,
    signal: null,
    oom: false,
    timedOut: false,
    truncated: false,
    wallMs: 0,
    cpuMs: null,
    peakBytes: null,
    stdout: '',
    stderr: '',
    limits,
    policyHash,
  };
  return {
    channels: new Map(channels.map((channel) => [channel, new PassThrough().end()])),
    result: Promise.resolve(result),
    stop: () => {},
  };
}
