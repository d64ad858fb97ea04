import type { CallLimiter } from './call-limiter.ts';
import { parseChatRequest } from './core/chat-request-schema.ts';
import { toWireRequest } from './core/wire-request.ts';
import type { LlmClient } from './llm-client.ts';
import type { ResendPolicy } from './resend.ts';
import { withResends } from './resend.ts';
import type { ChatRunner } from './run-chat.ts';
import { runChat } from './run-chat.ts';
import type { SendChat } from './run-structured.ts';
import { runStructured } from './run-structured.ts';

/** The limits that every client starts from. */
export const defaultLimits = { keepAlive: '10m', maxLineBytes: 8_388_608, maxTextCharacters: 2_000_000 } as const;

/** A client over any transport: the same queue, guards, checks and retries for a server and for a transcript. */
export function createLlmClient(runner: ChatRunner, limiter: CallLimiter, resends: ResendPolicy): LlmClient {
  const send: SendChat = (body, options) =>
    limiter.run(
      body.model,
      () =>
        withResends(
          resends,
          options.signal,
          (text) => options.onEvent?.({ kind: 'resend', text }),
          () => runChat(runner, body, options),
        ),
      { signal: options.signal, onQueued: (ahead) => options.onEvent?.({ kind: 'queued', ahead }) },
    );
  return {
    chat: async (request, options = {}) => send(toWireRequest(parseChatRequest(request)), options),
    structured: async (request, options = {}) => runStructured(send, request, options),
  };
}
