import { LlmError } from '../errors.ts';
import type { LlmErrorCode } from '../errors.ts';
import { quote } from './quote.ts';

/** Where an error came from, for its message. */
export interface ErrorSource {
  readonly url: string;
  readonly model: string;
  /** HTTP status; 200 for an error line inside a stream. */
  readonly status: number;
}

/** The error for an HTTP error body: JSON with `error`, nested JSON inside it, plain text or HTML. */
export function errorFromBody(body: string, source: ErrorSource): LlmError {
  const text = errorText(body);
  if (text !== null) return errorFromText(text, source);
  const { status, url } = source;
  if (status === 403 && body.trim() === '') {
    return fail(
      'HOST_FORBIDDEN',
      source,
      `The server at ${url} refuses this client (403): its origin or host check fails. Use a loopback address or set OLLAMA_ORIGINS on the server.`,
    );
  }
  if (status === 503)
    return fail('SERVER_BUSY', source, `The server at ${url} is busy (503): ${quote(body)}. Try again later.`);
  if (status === 502 || status === 504) {
    return fail(
      'SERVER_ERROR',
      source,
      `Something between this client and ${url} answered ${status}: ${quote(body)}. Talk to Ollama directly, or repair the gateway.`,
    );
  }
  return fail(
    'NOT_OLLAMA',
    source,
    `${url} answered ${status} with ${quote(body)}, which no Ollama server says. Check the host (OLLAMA_HOST).`,
  );
}

/** The error for the text of an `error` field, nested JSON unwrapped. */
export function errorFromText(raw: string, source: ErrorSource): LlmError {
  const text = errorText(raw) ?? raw;
  const { url, model, status } = source;
  const rule = rules.find(
    ({ pattern, statuses }) => pattern.test(text) && (statuses === undefined || statuses.includes(status)),
  );
  const code =
    rule?.code ??
    (status === 400 ? 'INVALID_REQUEST' : status === 401 || status === 403 ? 'HOST_FORBIDDEN' : 'SERVER_ERROR');
  const advice = rule?.advice(model) ?? 'See the log of the server.';
  return fail(
    code,
    source,
    `The Ollama server at ${url} reports for ${quote(model)}: ${quote(text)}${status === 200 ? '' : ` (${status})`}. ${advice}`,
  );
}

interface Rule {
  readonly pattern: RegExp;
  readonly statuses?: readonly number[];
  readonly code: LlmErrorCode;
  readonly advice: (model: string) => string;
}

const rules: readonly Rule[] = [
  { pattern: /model .* not found/i, code: 'MODEL_MISSING', advice: (model) => `Install it: ollama pull ${model}` },
  {
    pattern: /does not support/i,
    code: 'CAPABILITY_MISSING',
    advice: () => 'Choose another model or switch that off.',
  },
  {
    pattern: /exceed_context_size|exceeds the (?:available )?context|longer than the context/i,
    code: 'CONTEXT_OVERFLOW',
    advice: () => 'Shorten the prompt or raise numCtx.',
  },
  {
    pattern: /failed to parse grammar|invalid json schema in format|vocabulary required for format|invalid format:/i,
    code: 'SCHEMA_REJECTED',
    advice: () => 'Simplify the schema.',
  },
  {
    pattern: /more system memory|out-of-memory|out of memory/i,
    code: 'MODEL_TOO_LARGE',
    advice: () => 'Use a smaller model or a smaller numCtx.',
  },
  { pattern: /server busy|maximum pending requests/i, code: 'SERVER_BUSY', advice: () => 'Try again later.' },
  { pattern: /token repeat limit/i, code: 'OUTPUT_LOOP', advice: () => 'Try another seed or temperature.' },
  {
    pattern: /cloud is disabled|unauthorized/i,
    statuses: [401, 403],
    code: 'HOST_FORBIDDEN',
    advice: () => 'Use a model that runs on this machine.',
  },
];

/** The text of an `error` member, unwrapped as often as it holds JSON itself; null when there is none. */
function errorText(body: string): string | null {
  let text: string | null = null;
  let next: unknown = body;
  // Servers since 0.30 put a JSON document into the error string; three levels is more than any of them does.
  for (let level = 0; level < 4; level += 1) {
    const document = typeof next === 'string' ? parseObject(next) : next;
    if (typeof document !== 'object' || document === null) return typeof next === 'string' && level > 0 ? next : text;
    const { error, message, type }: { error?: unknown; message?: unknown; type?: unknown } = document;
    if (error === undefined && typeof message !== 'string') return text;
    if (error === undefined) return typeof type === 'string' ? `${String(message)} [${type}]` : String(message);
    next = error;
    if (typeof error === 'string') text = error;
  }
  return text;
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fail(code: LlmErrorCode, source: ErrorSource, message: string): LlmError {
  return new LlmError(code, message, { details: { status: source.status } });
}
