/** Why a call to a language model did not give a complete, usable answer. */
export type LlmErrorCode =
  /** The host value is no http(s) address. */
  | 'HOST_INVALID'
  /** Nothing answers at the host: refused, unknown name, no route. */
  | 'HOST_UNREACHABLE'
  /** The server refuses this client (origin or host check, missing authorization). */
  | 'HOST_FORBIDDEN'
  /** Something answers, but not an Ollama server: HTML, redirects, foreign JSON. */
  | 'NOT_OLLAMA'
  /** The model is not installed on the server. */
  | 'MODEL_MISSING'
  /** The model does not fit into the server's memory. */
  | 'MODEL_TOO_LARGE'
  /** The model cannot do what was asked (chat, thinking). */
  | 'CAPABILITY_MISSING'
  /** The model would run on somebody else's machine and that was not allowed. */
  | 'CLOUD_REFUSED'
  /** The request breaks the request schema, or the server calls it malformed. */
  | 'INVALID_REQUEST'
  /** The server could not turn the JSON schema into a grammar. */
  | 'SCHEMA_REJECTED'
  /** The prompt does not fit; nothing was sent, or the server refused it. */
  | 'CONTEXT_OVERFLOW'
  /** The server cut the prompt silently; its answer is not returned. */
  | 'CONTEXT_TRUNCATED'
  /** The token limit ended the answer; `details.stage` says in which phase. */
  | 'OUTPUT_TRUNCATED'
  /** The model ended without any answer text. */
  | 'EMPTY_OUTPUT'
  /** The model repeats itself or writes endless white space; the call was ended. */
  | 'OUTPUT_LOOP'
  /** The server's queue is full. */
  | 'SERVER_BUSY'
  /** Any other failure that the server reports. */
  | 'SERVER_ERROR'
  /** The stream closed cleanly without its final line. */
  | 'STREAM_INCOMPLETE'
  /** The connection broke while it was in use. */
  | 'CONNECTION_LOST'
  /** The stream holds a line that the protocol does not allow. */
  | 'PROTOCOL_VIOLATION'
  /** The answer exceeds the caps on one line or on the whole text. */
  | 'RESPONSE_TOO_LARGE'
  | 'TIMEOUT_CONNECT'
  | 'TIMEOUT_FIRST_BYTE'
  | 'TIMEOUT_IDLE'
  | 'TIMEOUT_TOTAL'
  /** The caller's signal ended the call. */
  | 'ABORTED'
  /** The transcript holds no answer to this request. */
  | 'TRANSCRIPT_MISS'
  /** The transcript is unreadable or breaks its format. */
  | 'TRANSCRIPT_INVALID'
  /** No attempt gave an answer that the schema accepts; `details.attempts` lists them. */
  | 'VALIDATION_FAILED';

/** One failed attempt of a structured call. `text` is what the model wrote, untrusted. */
export interface AttemptFailure {
  readonly attempt: number;
  readonly code: LlmErrorCode;
  readonly problems: readonly string[];
  readonly text: string;
}

/** Facts that go with some codes. All text in here is untrusted. */
export interface LlmErrorDetails {
  readonly status?: number;
  /** What had arrived of the answer when the call failed. */
  readonly partialText?: string;
  readonly stage?: 'thinking' | 'answer';
  readonly attempts?: readonly AttemptFailure[];
}

// Retryable = the same request may succeed later without any change to it.
const retryableCodes: ReadonlySet<LlmErrorCode> = new Set<LlmErrorCode>([
  'SERVER_BUSY',
  'STREAM_INCOMPLETE',
  'CONNECTION_LOST',
  'TIMEOUT_CONNECT',
  'TIMEOUT_FIRST_BYTE',
  'TIMEOUT_IDLE',
]);

const brand = Symbol.for('machinist.llm-client.error');

/** The one error class of this package. */
export class LlmError extends Error {
  readonly code: LlmErrorCode;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly details: LlmErrorDetails;

  constructor(
    code: LlmErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: LlmErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.details = options.details ?? {};
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of this class, also across duplicated copies of the package. */
  static isInstance(value: unknown): value is LlmError {
    return value instanceof Error && brand in value;
  }
}
LlmError.prototype.name = 'LlmError';
