import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import { isSameModel, withTag } from '../core/model-name.ts';
import type { StandInOutcome } from './play-steps.ts';
import { playSteps } from './play-steps.ts';
import { answerFacts } from './stand-in-facts.ts';
import type { StandInChat, StandInTruncation } from './stand-in-chat.ts';
import { answerChat, refuseChat, standInChatSchema, standInError } from './stand-in-chat.ts';
import type { StandInModel } from './stand-in-model.ts';
import type { StandInReply, StandInStep } from './stand-in-steps.ts';

/** How the stand-in behaves. */
export interface StandInOptions {
  /** Default `0.33.0`. */
  readonly version?: string;
  /** Default: `llama3.2:latest`. */
  readonly models?: readonly StandInModel[];
  /** One reply per chat, in order, or a function that makes them. */
  readonly replies?: readonly StandInReply[] | ((chat: StandInChat) => StandInReply | Promise<StandInReply>);
  /** Default `refuse`. */
  readonly truncation?: StandInTruncation;
  /** How the stand-in counts prompt tokens. Default 4. */
  readonly bytesPerToken?: number;
  /** Exact steps for a path in place of its ordinary answer, like `{ '/api/version': [{ do: 'hang' }] }`. */
  readonly overrides?: Readonly<Record<string, readonly StandInStep[]>>;
}

/** One request that arrived. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  /** Parsed JSON body; undefined when there was none. */
  readonly body: unknown;
  /** Top-level fields of a chat that the protocol does not know: a server ignores them silently. */
  readonly unknownFields: readonly string[];
  /** How the exchange ended; settles when it has. */
  readonly outcome: Promise<StandInOutcome>;
}

/** A running stand-in. */
export interface StandInServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** All requests so far, in order. */
  readonly requests: readonly StandInRequest[];
  /** The chats among them. */
  readonly chats: () => readonly StandInRequest[];
  /** Most chats to one model that were open at once; like a server, the stand-in works through them one by one. */
  readonly maxQueued: () => number;
  close(): Promise<void>;
}

const chatFields = new Set([
  'model',
  'messages',
  'stream',
  'format',
  'keep_alive',
  'tools',
  'options',
  'think',
  'truncate',
  'shift',
  'logprobs',
  'top_logprobs',
]);

/** Starts a server on 127.0.0.1 that speaks Ollama's protocol with scripted answers, faults included. For tests. */
export async function startStandInServer(options: StandInOptions = {}): Promise<StandInServer> {
  const {
    version = '0.33.0',
    models = [{ name: 'llama3.2:latest' }],
    replies = [],
    truncation = 'refuse',
    bytesPerToken = 4,
  } = options;
  const requests: StandInRequest[] = [];
  const sockets = new Set<Socket>();
  const queues = new Map<string, { readonly tail: Promise<unknown>; readonly length: number }>();
  let loaded: { model: StandInModel; contextLength: number } | undefined;
  let mostQueued = 0;
  let used = 0;

  const nextReply = (chat: StandInChat): StandInReply | Promise<StandInReply> => {
    if (typeof replies === 'function') return replies(chat);
    const reply = replies[used];
    used += 1;
    return reply ?? standInError(500, 'the stand-in has no reply left');
  };

  async function chatSteps(body: unknown): Promise<readonly StandInStep[]> {
    const refusal = refuseChat(body, models);
    if (refusal) return refusal;
    const parsed = standInChatSchema.safeParse(body);
    if (!parsed.success) return standInError(400, 'json: cannot unmarshal the request into a chat');
    const chat = parsed.data;
    const model = models.find(({ name }) => isSameModel(name, chat.model));
    const contextLength = Number(chat.options['num_ctx'] ?? 4096);
    loaded = model && chat['keep_alive'] !== 0 ? { model, contextLength } : undefined;
    return answerChat(chat, model, truncation, bytesPerToken, nextReply);
  }

  // One at a time per model, like a server with its default parallelism.
  function serially<Result>(model: string, work: () => Promise<Result>): Promise<Result> {
    const queue = queues.get(model);
    const result = (queue?.tail ?? Promise.resolve()).then(work, work);
    const length = (queue?.length ?? 0) + 1;
    queues.set(model, { tail: result.catch(() => undefined), length });
    mostQueued = Math.max(mostQueued, length);
    return result.finally(() => {
      const now = queues.get(model);
      if (now) queues.set(model, { ...now, length: now.length - 1 });
    });
  }

  function exchange(request: http.IncomingMessage, body: ParsedBody): Promise<StandInOutcome> {
    const path = request.url ?? '/';
    const { socket } = request;
    const override = options.overrides?.[path];
    if (override) return playSteps(socket, override);
    if (body.isBroken)
      return playSteps(socket, standInError(400, "invalid character 'x' looking for beginning of value"));
    if (path === '/api/chat' && request.method === 'POST') {
      return serially(modelOf(body.value), async () =>
        socket.destroyed ? 'closed-by-client' : playSteps(socket, await chatSteps(body.value)),
      );
    }
    return playSteps(socket, answerFacts(request.method ?? 'GET', path, body.value, { version, models, loaded }));
  }

  async function serve(request: http.IncomingMessage): Promise<void> {
    const body = await readBody(request);
    const outcome = exchange(request, body).catch(() => 'closed-by-client' as const);
    const fields = typeof body.value === 'object' && body.value !== null ? Object.keys(body.value) : [];
    const unknownFields = request.url === '/api/chat' ? fields.filter((field) => !chatFields.has(field)) : [];
    requests.push({ method: request.method ?? '', path: request.url ?? '', body: body.value, unknownFields, outcome });
    await outcome;
  }

  const server = http.createServer((request) => {
    serve(request).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The stand-in has no TCP address');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    chats: () => requests.filter(({ path }) => path === '/api/chat'),
    maxQueued: () => mostQueued,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function modelOf(body: unknown): string {
  const { model }: { model?: unknown } = typeof body === 'object' && body !== null ? body : {};
  return typeof model === 'string' ? withTag(model) : '';
}

interface ParsedBody {
  readonly value: unknown;
  readonly isBroken: boolean;
}

async function readBody(request: http.IncomingMessage): Promise<ParsedBody> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('utf8');
  if (text === '') return { value: undefined, isBroken: false };
  try {
    return { value: JSON.parse(text) as unknown, isBroken: false };
  } catch {
    return { value: undefined, isBroken: true };
  }
}
