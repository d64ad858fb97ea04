import { createServer, type IncomingMessage, type Server } from 'node:http';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: { readonly text: string; readonly [key: string]: unknown };
}

/** A real HTTP server on loopback. `answer` gives the status for the nth request, or null to never answer. */
export async function startReceiver(
  answer: (nth: number) => number | null = () => 200,
  headers: Record<string, string> = {},
): Promise<{ readonly url: string; readonly received: ReceivedRequest[] }> {
  const received: ReceivedRequest[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
      const status = answer(received.length);
      if (status !== null) response.writeHead(status, headers).end('token-in-answer');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return { url: `http://127.0.0.1:${address.port}`, received };
}
