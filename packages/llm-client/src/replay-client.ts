import { createCallLimiter } from './call-limiter.ts';
import { checkTranscript } from './core/parse-transcript.ts';
import { createTokenCalibration } from './core/token-calibration.ts';
import type { Transcript } from './core/transcript-schema.ts';
import { createLlmClient, defaultLimits } from './create-llm-client.ts';
import type { LlmClient } from './llm-client.ts';
import type { ReplayTiming } from './replay-transport.ts';
import { createReplayTransport } from './replay-transport.ts';

/** How a transcript is replayed. */
export interface ReplayOptions {
  /** `instant` (default) or at the pace of the stored times. */
  readonly timing?: ReplayTiming;
}

/**
 * A client that answers from a transcript and from nothing else. A request that the transcript does not hold is
 * `TRANSCRIPT_MISS`; there is no fallback to a server and no "nearly the same" answer.
 */
export function createReplayClient(transcript: Transcript, options: ReplayOptions = {}): LlmClient {
  const transport = createReplayTransport(checkTranscript(transcript), options.timing ?? 'instant');
  const runner = { transport, calibration: createTokenCalibration(), ...defaultLimits };
  return createLlmClient(runner, createCallLimiter(1), { times: 0, waitMs: 0 });
}
