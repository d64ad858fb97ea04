import type { ChatRequest } from './chat-request-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { isThinkingOnlyModel, withTag } from './model-name.ts';

/** The body of POST /api/chat as far as it decides the answer. Complete: nothing is left to a server default. */
export interface WireChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly format?: JsonSchema | 'json';
  readonly think: boolean | 'low' | 'medium' | 'high';
  readonly truncate: false;
  readonly shift: false;
  readonly options: {
    readonly num_ctx: number;
    readonly num_predict: number;
    readonly temperature: number;
    readonly seed: number;
    readonly top_k: number;
    readonly top_p: number;
    readonly repeat_penalty: number;
  };
}

/**
 * Writes out a checked request. `truncate` and `shift` are always false, so that a prompt that does not fit is an
 * error and never a silently shortened question.
 */
export function toWireRequest(request: ChatRequest, format?: JsonSchema | 'json'): WireChatRequest {
  const { options } = request;
  return {
    model: withTag(request.model),
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...(format === undefined ? {} : { format }),
    think: request.think ?? isThinkingOnlyModel(request.model),
    truncate: false,
    shift: false,
    options: {
      num_ctx: options.numCtx,
      num_predict: options.numPredict,
      temperature: options.temperature,
      seed: options.seed,
      top_k: options.topK ?? 40,
      top_p: options.topP ?? 0.9,
      repeat_penalty: options.repeatPenalty ?? 1,
    },
  };
}
