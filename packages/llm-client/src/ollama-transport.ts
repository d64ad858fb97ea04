import { isCloudModelName, isSameModel } from './core/model-name.ts';
import { quote } from './core/quote.ts';
import type { InstalledModel } from './core/server-facts-schema.ts';
import type { Timeouts } from './core/timeouts-schema.ts';
import { LlmError } from './errors.ts';
import { openHttp } from './open-http.ts';
import type { ModelAbilities, ServerFacts } from './server-facts.ts';
import type { Transport } from './transport.ts';

/** What the transport to a server needs. */
export interface OllamaTransportOptions {
  readonly url: string;
  readonly timeouts: Timeouts;
  readonly facts: ServerFacts;
  readonly allowCloud: boolean;
}

/** An installed model with what it can do. */
export type ModelFacts = InstalledModel & ModelAbilities;

/** The transport to a live server. It asks for version, digest and abilities before each call. */
export interface OllamaTransport extends Transport {
  /** Facts of an installed model. Throws `MODEL_MISSING`, `CLOUD_REFUSED`. */
  describeModel(model: string, signal: AbortSignal): Promise<ModelFacts>;
}

/** A transport over node:http. */
export function createOllamaTransport({ url, timeouts, facts, allowCloud }: OllamaTransportOptions): OllamaTransport {
  const abilitiesByDigest = new Map<string, ModelAbilities>();

  async function describeModel(model: string, signal: AbortSignal): Promise<ModelFacts> {
    if (isCloudModelName(model) && !allowCloud) throw cloudRefused(model);
    const installed = await facts.models(signal);
    const found = installed.find(({ name }) => isSameModel(name, model));
    if (!found) throw modelMissing(url, model, installed);
    if (found.isRemote && !allowCloud) throw cloudRefused(model);
    const known = found.digest === null ? undefined : abilitiesByDigest.get(found.digest);
    const abilities = known ?? (await facts.abilities(model, signal));
    if (found.digest !== null) abilitiesByDigest.set(found.digest, abilities);
    return { ...found, ...abilities, capabilities: abilities.capabilities ?? found.capabilities };
  }

  return {
    url,
    describeModel,
    async identify(body, _key, signal) {
      const [serverVersion, model] = await Promise.all([facts.version(signal), describeModel(body.model, signal)]);
      requireCapability(body.model, model, 'completion', 'answer a chat');
      if (body.think !== false)
        requireCapability(body.model, model, 'thinking', 'think; send think: false or choose another');
      return {
        origin: 'model',
        transport: 'live',
        modelDigest: model.digest,
        serverVersion,
        contextLength: model.contextLength,
      };
    },
    open: ({ bodyText, signal }) => openHttp({ method: 'POST', url, path: '/api/chat', bodyText, timeouts, signal }),
  };
}

function requireCapability(name: string, model: ModelFacts, capability: string, what: string): void {
  // A server that lists no capabilities says nothing about them; the call itself will tell.
  if (model.capabilities === null || model.capabilities.includes(capability)) return;
  throw new LlmError(
    'CAPABILITY_MISSING',
    `The model ${quote(name)} cannot ${what}: the server lists ${model.capabilities.map(quote).join(', ') || 'nothing'} for it.`,
  );
}

function modelMissing(url: string, model: string, installed: readonly InstalledModel[]): LlmError {
  const names = installed.slice(0, 12).map(({ name }) => quote(name));
  const list =
    names.length > 0
      ? `it has ${names.join(', ')}${installed.length > 12 ? ' and more' : ''}`
      : 'it has no model at all';
  return new LlmError(
    'MODEL_MISSING',
    `The model ${quote(model)} is not installed at ${url}; ${list}. Install it: ollama pull ${model}`,
  );
}

function cloudRefused(model: string): LlmError {
  return new LlmError(
    'CLOUD_REFUSED',
    `The model ${quote(model)} runs on the vendor's machines, so the prompt would leave this one. Choose a local model, or allow it with allowCloud.`,
  );
}
