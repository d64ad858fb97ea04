import type { ZodType } from 'zod';
import type { CallOptions, ChatReply } from './core/chat-reply.ts';
import type { ChatRequest } from './core/chat-request-schema.ts';
import type { JsonRepair } from './core/extract-json.ts';
import type { GrammarReport } from './core/grammar-schema.ts';
import type { AttemptFailure } from './errors.ts';

/** Talks to a language model: a live server or a transcript. */
export interface LlmClient {
  /** One whole answer as text. Throws `LlmError` for anything less. */
  chat(request: ChatRequest, options?: CallOptions): Promise<ChatReply>;
  /** One answer that `schema` accepts; its problems are fed back, at most `maxAttempts` (3) tries. Throws `LlmError`. */
  structured<Value>(request: StructuredRequest<Value>, options?: CallOptions): Promise<StructuredReply<Value>>;
}

/** A chat request whose answer is to be a value. */
export type StructuredRequest<Value> = ChatRequest & {
  readonly schema: ZodType<Value>;
  /** 1 to 10; 3 when left out. */
  readonly maxAttempts?: number | undefined;
};

/** A value that the schema accepts, and how it came to be. */
export interface StructuredReply<Value> {
  readonly value: Value;
  /** Every whole answer that was needed, the last one being the accepted one. */
  readonly attempts: readonly ChatReply[];
  /** Why the attempts before the last were not accepted. */
  readonly failures: readonly AttemptFailure[];
  /** What was changed around the accepted JSON before it could be read. */
  readonly repairs: readonly JsonRepair[];
  /** What the server was asked to enforce, and what zod alone judged. */
  readonly grammar: GrammarReport;
  /** `not-enforced`: a grammar was sent and the answer shows that the server did not apply it. */
  readonly constraint: 'sent' | 'not-enforced' | 'none';
}
