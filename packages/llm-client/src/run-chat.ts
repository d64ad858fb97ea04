import { Ollama } from 'ollama';
import { aborted } from './connection-errors.ts';
import type { CallOptions, ChatReply } from './core/chat-reply.ts';
import { checkTruncation, guardContext } from './core/context-guard.ts';
import { estimatePromptTokens } from './core/estimate-tokens.ts';
import type { AssembledReply, ReplyAssembler } from './core/reply-assembler.ts';
import { createReplyAssembler } from './core/reply-assembler.ts';
import { requestKey } from './core/request-key.ts';
import { streamLineSchema } from './core/stream-line-schema.ts';
import type { TokenCalibration } from './core/token-calibration.ts';
import type { WireChatRequest } from './core/wire-request.ts';
import { LlmError } from './errors.ts';
import type { CallTap } from './core/record-call.ts';
import type { ReplyIdentity, Transport } from './transport.ts';
import type { WireFetch } from './wire-fetch.ts';
import { createWireFetch } from './wire-fetch.ts';

/** What every call of one client shares. */
export interface ChatRunner {
  readonly transport: Transport;
  readonly calibration: TokenCalibration;
  /** How long the server keeps the model loaded; no part of the request key. */
  readonly keepAlive: string;
  readonly maxLineBytes: number;
  readonly maxTextCharacters: number;
  /** Starts the recording of one call. */
  readonly tap?: (body: WireChatRequest, key: string, identity: ReplyIdentity) => CallTap;
}

/** One call from request to checked answer: identify, guard, send, assemble, check. */
export async function runChat(runner: ChatRunner, body: WireChatRequest, options: CallOptions): Promise<ChatReply> {
  const signal = options.signal ?? new AbortController().signal;
  if (signal.aborted) throw aborted(signal);
  const { transport, calibration } = runner;
  const key = requestKey(body);
  const identity = await transport.identify(body, key, signal);
  guardContext(body, calibration.factor(body.model), identity.contextLength);
  const estimatedPromptTokens = estimatePromptTokens(body.messages);
  options.onEvent?.({ kind: 'sent', requestHash: key, estimatedPromptTokens });

  const tap = runner.tap?.(body, key, identity);
  const assembler = createReplyAssembler({
    expectsJson: body.format !== undefined,
    maxTextCharacters: runner.maxTextCharacters,
  });
  const wire = createWireFetch({
    transport,
    key,
    signal,
    url: transport.url,
    model: body.model,
    maxLineBytes: runner.maxLineBytes,
    onLine: (line) => tap?.line(line, wire.elapsedMs()),
    onHttpError: (status, text) => tap?.httpError(status, text, wire.elapsedMs()),
  });
  try {
    const received = await receive(runner, body, wire, assembler, options);
    checkTruncation(body, received.metrics['promptTokens'], identity.serverVersion);
    const tokens = received.metrics['promptTokens'];
    if (tokens !== undefined) calibration.observe(body.model, estimatedPromptTokens, tokens);
    tap?.end(null, wire.elapsedMs());
    options.onEvent?.({ kind: 'finish', metrics: received.metrics });
    const { contextLength: _contextLength, ...source } = identity;
    const { messages: _messages, model, format: _format, options: sampling, ...flags } = body;
    // Nothing was measured where a person wrote the text: its times only pace the replay.
    const metrics = identity.origin === 'authored' ? {} : received.metrics;
    return {
      text: received.text,
      thinking: received.thinking,
      provenance: { ...source, model, requestHash: key, options: { ...sampling, ...flags }, metrics },
    };
  } catch (error) {
    // Anything else comes from the caller's own event handler and goes back to it untouched.
    if (!LlmError.isInstance(error)) throw error;
    tap?.end(error.code, wire.elapsedMs());
    throw withPartialText(error, assembler.partialText());
  } finally {
    wire.close();
  }
}

async function receive(
  runner: ChatRunner,
  body: WireChatRequest,
  wire: WireFetch,
  assembler: ReplyAssembler,
  options: CallOptions,
): Promise<AssembledReply> {
  // One instance per call: its abort and its list of open streams are shared by all calls of an instance.
  const server = new Ollama({ host: 'http://127.0.0.1', fetch: wire.fetch });
  const wireBody = {
    ...body,
    messages: body.messages.map((message) => ({ ...message })),
    stream: true as const,
    keep_alive: runner.keepAlive,
  };
  let firstTextMs: number | undefined;
  for await (const line of await server.chat(wireBody)) {
    for (const piece of assembler.push(streamLineSchema.parse(line))) {
      firstTextMs ??= wire.elapsedMs();
      options.onEvent?.({ kind: piece.channel === 'thinking' ? 'thinking-delta' : 'content-delta', text: piece.text });
    }
  }
  const received = assembler.finish();
  const totalMs = Math.round(wire.elapsedMs());
  return {
    ...received,
    metrics: {
      ...received.metrics,
      ...(firstTextMs === undefined ? {} : { firstTextMs: Math.round(firstTextMs) }),
      totalMs,
    },
  };
}

function withPartialText(error: LlmError, partialText: string): LlmError {
  if (partialText === '' || error.details.partialText !== undefined) return error;
  return new LlmError(error.code, error.message, {
    cause: error.cause ?? error,
    details: { ...error.details, partialText },
  });
}
