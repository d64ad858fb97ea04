import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ModelCallOptions, ModelPort, ModelReply, ModelRequest } from '../ports.ts';

/** A model port that gives prepared replies in order: for tests, and to turn authored text into a transcript. */
export interface ScriptedModel extends ModelPort {
  /** Every request so far, in order. */
  readonly requests: readonly ModelRequest[];
  /** Replies not given yet. */
  remaining(): number;
}

/**
 * A `ModelPort` over prepared texts. Its provenance says so: origin `authored`, transport `replay`, no model digest.
 * A structured request takes the next reply, and further ones while a reply does not validate. It throws when the replies
 * run out and when the caller's signal is aborted.
 */
export function createScriptedModel(replies: readonly string[]): ScriptedModel {
  const requests: ModelRequest[] = [];
  const next = (request: ModelRequest, options: ModelCallOptions = {}): ModelReply => {
    options.signal?.throwIfAborted();
    const text = replies[requests.length];
    if (text === undefined)
      throw new Error(
        `the script holds ${String(replies.length)} replies, and one more was asked for; add it to the script`,
      );
    const { model, messages, options: sampling } = request;
    requests.push({ model, messages, options: sampling });
    options.onEvent?.({ kind: 'content-delta', text });
    return { text, thinking: '', provenance: authoredProvenance({ model, messages, options: sampling }) };
  };
  return {
    requests,
    remaining: () => replies.length - requests.length,
    chat: async (request, options) => next(request, options),
    structured: async ({ schema, maxAttempts = 3, ...request }, options) => {
      const attempts: ModelReply[] = [];
      const refused: { text: string; problems: string[] }[] = [];
      while (attempts.length < maxAttempts) {
        const reply = next(request, options);
        attempts.push(reply);
        const parsed = schema.safeParse(parseJson(reply.text));
        if (parsed.success) return { value: parsed.data, attempts, failures: refused };
        refused.push({ text: reply.text, problems: parsed.error.issues.map((issue) => issue.message) });
      }
      throw Object.assign(
        new Error(
          `none of ${String(attempts.length)} scripted replies validates: ${refused.at(-1)?.problems.join('; ') ?? ''}`,
        ),
        {
          details: { attempts: refused },
        },
      );
    },
  };
}

function authoredProvenance(request: ModelRequest): ModelReply['provenance'] {
  return {
    origin: 'authored',
    transport: 'replay',
    model: request.model,
    modelDigest: null,
    serverVersion: null,
    requestHash: `sha256:${createHash('sha256')
      .update(canonicalize(request) ?? '')
      .digest('hex')}`,
    options: request.options,
    metrics: {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
