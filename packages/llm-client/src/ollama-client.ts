import { createCallLimiter } from './call-limiter.ts';
import { parseClientSettings } from './core/client-settings-schema.ts';
import { parseOllamaHost } from './core/parse-ollama-host.ts';
import type { CallTap } from './core/record-call.ts';
import { createCallTap } from './core/record-call.ts';
import type { InstalledModel } from './core/server-facts-schema.ts';
import type { Timeouts } from './core/timeouts-schema.ts';
import type { WireChatRequest } from './core/wire-request.ts';
import { createTokenCalibration } from './core/token-calibration.ts';
import { createLlmClient, defaultLimits } from './create-llm-client.ts';
import { LlmError } from './errors.ts';
import type { LlmErrorCode } from './errors.ts';
import type { LlmClient } from './llm-client.ts';
import type { ModelFacts } from './ollama-transport.ts';
import { createOllamaTransport } from './ollama-transport.ts';
import type { ChatRunner } from './run-chat.ts';
import { createServerFacts } from './server-facts.ts';
import type { ReplyIdentity } from './transport.ts';
import type { TranscriptRecorder } from './transcript-recorder.ts';

/** How to reach and use a server. */
export interface OllamaClientOptions {
  /** As in OLLAMA_HOST; this package reads no environment. Default 127.0.0.1:11434. */
  readonly host?: string | undefined;
  readonly timeouts?: Partial<Timeouts>;
  /** How long the server keeps the model loaded after a call, as a Go duration. Default `10m`. */
  readonly keepAlive?: string;
  /** Lets models of the vendor's cloud be used. Default false: prompts stay where the host is. */
  readonly allowCloud?: boolean;
  /** Calls to one model at once. Default 1: a server works through them one by one anyway. */
  readonly callsPerModel?: number;
  /** How often a call is sent again after a full queue or an early loss of the connection. Default 2. */
  readonly resends?: number;
  /** Takes every finished call, so that it can be replayed. */
  readonly recorder?: TranscriptRecorder;
}

/** The state of a server. */
export type ServerHealth =
  | { readonly reachable: true; readonly url: string; readonly version: string }
  | { readonly reachable: false; readonly url: string; readonly code: LlmErrorCode; readonly reason: string };

/** A client of a live Ollama server. */
export interface OllamaClient extends LlmClient {
  readonly url: string;
  /** Whether a server answers. A missing one is a value, not an error; only an abort throws. */
  health(options?: { readonly signal?: AbortSignal }): Promise<ServerHealth>;
  /** The installed models, newest first. */
  models(options?: { readonly signal?: AbortSignal }): Promise<readonly InstalledModel[]>;
  /** Facts of one model. Throws `MODEL_MISSING` (with the command that installs it) and `CLOUD_REFUSED`. */
  ensureModel(model: string, options?: { readonly signal?: AbortSignal }): Promise<ModelFacts>;
}

/** A client of the Ollama server at `options.host`. Opens no connection before the first call. */
export function createOllamaClient(options: OllamaClientOptions = {}): OllamaClient {
  const { recorder, ...given } = options;
  const { host, timeouts, keepAlive, allowCloud, callsPerModel, resends } = parseClientSettings(given);
  const { url } = parseOllamaHost(host);
  const facts = createServerFacts(url, timeouts);
  const transport = createOllamaTransport({ url, timeouts, facts, allowCloud });
  const runner: ChatRunner = {
    transport,
    calibration: createTokenCalibration(),
    ...defaultLimits,
    keepAlive,
    ...(recorder ? { tap: (body, key, identity) => tapInto(recorder, body, key, identity) } : {}),
  };
  const client = createLlmClient(runner, createCallLimiter(callsPerModel), { times: resends, waitMs: 250 });

  return {
    ...client,
    url,
    async health(call) {
      try {
        return { reachable: true, url, version: await facts.version(signalOf(call)) };
      } catch (error) {
        if (!LlmError.isInstance(error) || error.code === 'ABORTED') throw error;
        return { reachable: false, url, code: error.code, reason: error.message };
      }
    },
    models: (call) => facts.models(signalOf(call)),
    ensureModel: (model, call) => transport.describeModel(model, signalOf(call)),
  };
}

function signalOf(call?: { readonly signal?: AbortSignal }): AbortSignal {
  return call?.signal ?? new AbortController().signal;
}

function tapInto(recorder: TranscriptRecorder, body: WireChatRequest, key: string, identity: ReplyIdentity): CallTap {
  const { modelDigest, serverVersion, contextLength } = identity;
  const meta = { origin: 'recorded', modelDigest, serverVersion, contextLength } as const;
  return createCallTap(body, key, meta, (entry) => recorder.add(entry));
}
