import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { SandboxRequest } from '../core/request.ts';
import { noOutputs } from '../outputs/sandbox-outputs.ts';
import type { SandboxResult } from './sandbox-result.ts';

/** What a run looks like that was aborted before it began: nothing was started, every channel is at its end. */
export function abortedRun(
  { channels = [], outputs }: SandboxRequest,
  provenance: Pick<SandboxResult, 'filterHash' | 'limits' | 'policyHash'>,
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
    ...provenance,
    ...(outputs === undefined ? {} : { outputs: noOutputs }),
  };
  return {
    channels: new Map(channels.map((channel) => [channel, new PassThrough().end()])),
    result: Promise.resolve(result),
    stop: () => {},
  };
}
