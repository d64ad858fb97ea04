import { createCallLimiter } from './call-limiter.ts';
import type { AuthoredExchange, AuthoredHeader } from './core/author-transcript.ts';
import { authorTranscript } from './core/author-transcript.ts';
import { checkTranscript } from './core/parse-transcript.ts';
import { createTokenCalibration } from './core/token-calibration.ts';
import type { Transcript } from './core/transcript-schema.ts';
import type { WireChatRequest } from './core/wire-request.ts';
import { createLlmClient, defaultLimits } from './create-llm-client.ts';
import type { LlmClient } from './llm-client.ts';
import { createReplayTransport } from './replay-transport.ts';
import type { Transport } from './transport.ts';

/** The text that a person wrote for a request, with or without thoughts before it. */
export type AuthoredReply = string | { readonly replyText: string; readonly thinking?: string };

/** A client that writes a transcript while it is used. */
export interface AuthoringClient extends LlmClient {
  /** All that was asked and answered until now; always marked as authored. */
  transcript(): Transcript;
}

/**
 * A client whose answers come from `reply`, called with each request exactly as a server would get it. Running the
 * real program against it gives a transcript whose keys match what that program asks.
 */
export function createAuthoringClient(
  header: AuthoredHeader,
  reply: (request: WireChatRequest) => AuthoredReply | Promise<AuthoredReply>,
): AuthoringClient {
  const exchanges = new Map<string, AuthoredExchange>();
  const current = (): Transcript => checkTranscript(authorTranscript(header, [...exchanges.values()]));
  const transport: Transport = {
    url: `authoring:${header.name}`,
    async identify(body, key, signal) {
      if (!exchanges.has(key)) {
        const authored = await reply(body);
        exchanges.set(key, { request: body, ...(typeof authored === 'string' ? { replyText: authored } : authored) });
      }
      return createReplayTransport(current(), 'instant').identify(body, key, signal);
    },
    open: (call) => createReplayTransport(current(), 'instant').open(call),
  };
  const runner = { transport, calibration: createTokenCalibration(), ...defaultLimits };
  return { ...createLlmClient(runner, createCallLimiter(1), { times: 0, waitMs: 0 }), transcript: current };
}
