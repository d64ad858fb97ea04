import type { LineCheckOptions } from './checked-lines.ts';
import { checkedLines } from './checked-lines.ts';
import { errorFromBody } from './core/reply-error.ts';
import { readText } from './read-text.ts';
import type { Transport, TransportReply } from './transport.ts';

const maxErrorBytes = 65_536;

/** The exchange behind one call: a `fetch` for the ollama package and a handle on what it opened. */
export interface WireFetch {
  readonly fetch: typeof fetch;
  /** Milliseconds since the request was sent; 0 before. */
  elapsedMs(): number;
  close(): void;
}

/** What one exchange needs. */
export interface WireFetchOptions extends LineCheckOptions {
  readonly transport: Transport;
  readonly key: string;
  readonly signal: AbortSignal;
  /** Sees the body of an answer that is no success. */
  readonly onHttpError: (status: number, body: string) => void;
}

/**
 * A `fetch` that hands the ollama package nothing but lines that passed every check, and throws this package's errors
 * in place of letting it see failures: it would drop bad lines, print HTML pages and lose the reason.
 */
export function createWireFetch(options: WireFetchOptions): WireFetch {
  let reply: TransportReply | undefined;

  async function send(_input: unknown, init?: RequestInit): Promise<Response> {
    const bodyText = typeof init?.body === 'string' ? init.body : '';
    reply = await options.transport.open({ bodyText, key: options.key, signal: options.signal });
    if (reply.status !== 200) {
      const text = await readText(reply.body, maxErrorBytes, 'cut');
      options.onHttpError(reply.status, text);
      throw errorFromBody(text, { url: options.url, model: options.model, status: reply.status });
    }
    return new Response(toByteStream(checkedLines(reply.body, options)));
  }

  return { fetch: send, elapsedMs: () => reply?.elapsedMs() ?? 0, close: () => reply?.close() };
}

function toByteStream(lines: AsyncGenerator): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
