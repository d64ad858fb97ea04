import http from 'node:http';
import https from 'node:https';
import { createDeferred } from './create-deferred.ts';
import { aborted, connectError, connectionLost } from './connection-errors.ts';
import type { Timeouts } from './core/timeouts-schema.ts';
import { startDeadlines } from './deadlines.ts';
import type { LlmError } from './errors.ts';
import type { TransportReply } from './transport.ts';

/** One HTTP exchange on its own socket. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** The server's address; messages name it. */
  readonly url: string;
  readonly path: string;
  /** JSON text. */
  readonly bodyText?: string;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal;
}

/**
 * Sends one request over node:http, which knows no 300 second limit and, with an agent of its own, no proxy. Never
 * follows redirects. Every limit and the signal close the socket, so that the server stops working.
 */
export function openHttp(call: HttpCall): Promise<TransportReply> {
  const { url, timeouts, signal, bodyText } = call;
  if (signal.aborted) return Promise.reject(aborted(signal));
  const secure = url.startsWith('https:');
  const startedAt = performance.now();
  const { promise, resolve, reject } = createDeferred<TransportReply>();
  let failure: LlmError | undefined;
  let isConnected = false;

  const request = (secure ? https : http).request(`${url}${call.path}`, {
    method: call.method,
    agent: secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false }),
    headers: {
      accept: call.method === 'POST' ? 'application/x-ndjson, application/json' : 'application/json',
      ...(bodyText === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bodyText) }),
    },
  });
  const fail = (error: LlmError): void => {
    failure ??= error;
    request.destroy();
  };
  const onAbort = (): void => fail(aborted(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  const deadlines = startDeadlines(url, timeouts, fail);
  const close = (): void => {
    deadlines.stop();
    signal.removeEventListener('abort', onAbort);
    request.destroy();
  };

  request.on('socket', (socket) => {
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      isConnected = true;
      deadlines.enter('first-byte');
    });
  });
  // Stays attached after the answer began: an error without a listener would end the process.
  request.on('error', (error) => {
    close();
    reject(failure ?? connectError(error, url, isConnected));
  });
  request.on('response', (response) => {
    response.on('error', () => undefined);
    deadlines.pause();
    resolve({
      status: response.statusCode ?? 0,
      body: readBody(response),
      elapsedMs: () => performance.now() - startedAt,
      close,
    });
  });
  request.end(bodyText);

  async function* readBody(response: http.IncomingMessage): AsyncGenerator<Uint8Array> {
    try {
      deadlines.enter('idle');
      for await (const piece of response as AsyncIterable<Buffer>) {
        deadlines.pause();
        yield piece;
        deadlines.enter('idle');
      }
    } catch (error) {
      throw failure ?? connectionLost(error, url, 'in the middle of the answer');
    } finally {
      close();
    }
    if (failure) throw failure;
  }
  return promise;
}
