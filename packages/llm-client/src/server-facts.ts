import type { z } from 'zod';
import { errorFromBody } from './core/reply-error.ts';
import { quote } from './core/quote.ts';
import type { InstalledModel } from './core/server-facts-schema.ts';
import {
  readContextLength,
  showSchema,
  tagsSchema,
  toInstalledModel,
  versionSchema,
} from './core/server-facts-schema.ts';
import type { Timeouts } from './core/timeouts-schema.ts';
import { LlmError } from './errors.ts';
import { openHttp } from './open-http.ts';
import { readText } from './read-text.ts';

/** What a model can do and how much it can read; null where the server does not tell. */
export interface ModelAbilities {
  readonly capabilities: readonly string[] | null;
  readonly contextLength: number | null;
}

/** Questions to the server that need no model. Each throws `LlmError`. */
export interface ServerFacts {
  version(signal: AbortSignal): Promise<string>;
  models(signal: AbortSignal): Promise<readonly InstalledModel[]>;
  abilities(model: string, signal: AbortSignal): Promise<ModelAbilities>;
}

const maxFactBytes = 4_194_304;

/** The look-ups of one server, each limited by `timeouts.probeMs`. */
export function createServerFacts(url: string, timeouts: Timeouts): ServerFacts {
  const limits = {
    ...timeouts,
    connectMs: Math.min(timeouts.connectMs, timeouts.probeMs),
    firstByteMs: timeouts.probeMs,
    idleMs: timeouts.probeMs,
    totalMs: timeouts.probeMs * 2,
  };

  async function ask<Schema extends z.ZodType>(
    path: string,
    model: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.infer<Schema>> {
    const isPost = path === '/api/show';
    const reply = await openHttp({
      method: isPost ? 'POST' : 'GET',
      url,
      path,
      timeouts: limits,
      signal,
      ...(isPost ? { bodyText: JSON.stringify({ model }) } : {}),
    });
    const text = await readText(reply.body, maxFactBytes, 'error');
    if (reply.status !== 200) throw errorFromBody(text, { url: `${url}${path}`, model, status: reply.status });
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new LlmError(
      'NOT_OLLAMA',
      `${url}${path} answered ${quote(text)}, which no Ollama server says. Check the host (OLLAMA_HOST).`,
      { cause: parsed.error },
    );
  }

  return {
    version: async (signal) => (await ask('/api/version', '', versionSchema, signal)).version,
    models: async (signal) => (await ask('/api/tags', '', tagsSchema, signal)).models.map(toInstalledModel),
    async abilities(model, signal) {
      const show = await ask('/api/show', model, showSchema, signal);
      return { capabilities: show.capabilities ?? null, contextLength: readContextLength(show) };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
