import type { CallOptions, ChatReply } from './core/chat-reply.ts';
import { parseChatRequest } from './core/chat-request-schema.ts';
import { describeSchema } from './core/describe-schema.ts';
import { extractJson } from './core/extract-json.ts';
import type { JsonRepair } from './core/extract-json.ts';
import { compileGrammar } from './core/grammar-schema.ts';
import { toJsonSchema } from './core/json-schema.ts';
import { listProblems } from './core/list-problems.ts';
import { structuredRequest } from './core/structured-request.ts';
import type { WireChatRequest } from './core/wire-request.ts';
import { toWireRequest } from './core/wire-request.ts';
import type { AttemptFailure } from './errors.ts';
import { LlmError } from './errors.ts';
import type { StructuredReply, StructuredRequest } from './llm-client.ts';

/** Sends one written-out request. */
export type SendChat = (body: WireChatRequest, options: CallOptions) => Promise<ChatReply>;

/** Asks until an answer passes the schema or the attempts are used up (`VALIDATION_FAILED`). */
export async function runStructured<Value>(
  send: SendChat,
  request: StructuredRequest<Value>,
  options: CallOptions,
): Promise<StructuredReply<Value>> {
  const { schema, maxAttempts = 3, ...chat } = request;
  const checked = parseChatRequest(chat);
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 10) {
    throw new LlmError('INVALID_REQUEST', `maxAttempts is ${String(maxAttempts)}; use a whole number from 1 to 10.`);
  }
  const jsonSchema = toJsonSchema(schema);
  const { format, ...grammar } = compileGrammar(jsonSchema);
  const shape = describeSchema(jsonSchema);
  const attempts: ChatReply[] = [];
  const failures: AttemptFailure[] = [];

  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const body = toWireRequest(structuredRequest(checked, shape, attempt, failures.at(-1)), format);
    const outcome = await tryOnce(send, body, schema, attempt, options);
    if (outcome.reply) attempts.push(outcome.reply);
    if (outcome.isAccepted) {
      // A grammar lets nothing stand around the JSON.
      const isIgnored = outcome.repairs.some((repair) => repair !== 'byte-order-mark');
      return {
        value: outcome.value,
        attempts,
        failures,
        repairs: outcome.repairs,
        grammar,
        constraint: format === undefined ? 'none' : isIgnored ? 'not-enforced' : 'sent',
      };
    }
    failures.push(outcome.failure);
    if (attempt < maxAttempts)
      options.onEvent?.({ kind: 'retry', attempt: attempt + 1, text: outcome.failure.problems.join('\n') });
  }
  const last = failures.at(-1)?.problems[0] ?? 'no problem was named';
  throw new LlmError(
    'VALIDATION_FAILED',
    `None of ${maxAttempts} answers fits the schema; the last problem: ${last}. Simplify the request or choose another model.`,
    { details: { attempts: failures } },
  );
}

type Outcome<Value> =
  | {
      readonly isAccepted: true;
      readonly reply: ChatReply;
      readonly value: Value;
      readonly repairs: readonly JsonRepair[];
    }
  | { readonly isAccepted: false; readonly reply?: ChatReply; readonly failure: AttemptFailure };

async function tryOnce<Value>(
  send: SendChat,
  body: WireChatRequest,
  schema: StructuredRequest<Value>['schema'],
  attempt: number,
  options: CallOptions,
): Promise<Outcome<Value>> {
  let reply: ChatReply;
  try {
    reply = await send(body, options);
  } catch (error) {
    if (!LlmError.isInstance(error) || !isModelsFault(error, attempt)) throw error;
    const text = error.details.partialText ?? '';
    return { isAccepted: false, failure: { attempt, code: error.code, problems: [error.message], text } };
  }
  const extracted = extractJson(reply.text);
  const problems = extracted.found ? await judge(schema, extracted.value) : [`$: ${extracted.problem}`];
  if (extracted.found && 'value' in problems)
    return { isAccepted: true, reply, value: problems.value, repairs: extracted.repairs };
  return {
    isAccepted: false,
    reply,
    failure: { attempt, code: 'VALIDATION_FAILED', problems: 'value' in problems ? [] : problems, text: reply.text },
  };
}

async function judge<Value>(
  schema: StructuredRequest<Value>['schema'],
  value: unknown,
): Promise<{ readonly value: Value } | readonly string[]> {
  const parsed = await schema.safeParseAsync(value);
  return parsed.success ? { value: parsed.data } : listProblems(parsed.error, value);
}

// A prompt that only overflows because of the feedback in it is worth a fresh start without it.
function isModelsFault(error: LlmError, attempt: number): boolean {
  if (error.code === 'CONTEXT_OVERFLOW') return attempt > 1;
  return error.code === 'EMPTY_OUTPUT' || error.code === 'OUTPUT_LOOP' || error.code === 'OUTPUT_TRUNCATED';
}
