export { createAuthoringClient, type AuthoredReply, type AuthoringClient } from './authoring-client.ts';
export { authorTranscript, type AuthoredExchange, type AuthoredHeader } from './core/author-transcript.ts';
export type { CallOptions, ChatEvent, ChatReply, Provenance } from './core/chat-reply.ts';
export { chatRequestSchema, type ChatRequest } from './core/chat-request-schema.ts';
export { extractJson, type ExtractedJson, type JsonRepair } from './core/extract-json.ts';
export { compileGrammar, type CompiledGrammar, type GrammarReport } from './core/grammar-schema.ts';
export { toJsonSchema, type JsonSchema } from './core/json-schema.ts';
export { parseOllamaHost, type OllamaHost } from './core/parse-ollama-host.ts';
export { formatTranscript, parseTranscript } from './core/parse-transcript.ts';
export { requestKey } from './core/request-key.ts';
export type { InstalledModel } from './core/server-facts-schema.ts';
export { timeoutsSchema, type Timeouts } from './core/timeouts-schema.ts';
export {
  transcriptSchema,
  type Transcript,
  type TranscriptEntry,
  type TranscriptHeader,
} from './core/transcript-schema.ts';
export { toWireRequest, type WireChatRequest } from './core/wire-request.ts';
export { LlmError, type AttemptFailure, type LlmErrorCode, type LlmErrorDetails } from './errors.ts';
export type { LlmClient, StructuredReply, StructuredRequest } from './llm-client.ts';
export { createOllamaClient, type OllamaClient, type OllamaClientOptions, type ServerHealth } from './ollama-client.ts';
export type { ModelFacts } from './ollama-transport.ts';
export { readTranscript } from './read-transcript.ts';
export { createReplayClient, type ReplayOptions } from './replay-client.ts';
export { createTranscriptRecorder, type TranscriptRecorder } from './transcript-recorder.ts';
