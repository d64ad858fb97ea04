import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { DidWebPlace } from '../core/did-web-places.ts';
import { refuse, type Refusal } from '../core/refusal-code.ts';
import { systemCode } from '../read-bounded-file.ts';

/** Largest DID document that is taken from the network, in bytes. */
export const maximumDocumentBytes = 65_536;

/** Time limits in milliseconds, and whom TLS trusts. */
export interface FetchLimits {
  readonly connectTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** Certificates to trust instead of the usual authorities. */
  readonly ca?: string;
}

/** What a server answered: the bytes of a JSON document, or that there is none at this place. */
export type FetchedJson = { readonly ok: true; readonly bytes: Uint8Array | null } | Refusal;

/**
 * Asks one place for a JSON document over https, by connecting to `address` and to nothing else. No redirect is
 * followed, no body above 64 KiB is read, and only status 200 with a JSON type counts.
 */
export async function fetchJson(place: DidWebPlace, address: string, limits: FetchLimits): Promise<FetchedJson> {
  const where = `https://${place.hostName}:${place.port}${place.path}`;
  return new Promise((resolve) => {
    const finish = (result: FetchedJson): void => {
      clearTimeout(total);
      clearTimeout(connecting);
      call.destroy();
      resolve(result);
    };
    const failed = (why: string): void => finish(refuse('DID_FETCH_FAILED', `${where}: ${why}`));
    const call = request({
      host: place.hostName,
      port: place.port,
      path: place.path,
      method: 'GET',
      servername: place.hostName,
      headers: { accept: 'application/did+json, application/json;q=0.9', 'accept-encoding': 'identity' },
      // A connection of its own: nothing is left over, and nothing that an earlier look-up allowed is used again.
      agent: false,
      minVersion: 'TLSv1.2',
      maxHeaderSize: 16_384,
      // The address that was checked is the one that is used, whatever the name means by now.
      lookup: (_name, options, callback) => {
        const family = isIPv6(address) ? 6 : 4;
        if (options.all === true) callback(null, [{ address, family }]);
        else callback(null, address, family);
      },
      ...(limits.ca === undefined ? {} : { ca: limits.ca }),
    });
    const total = setTimeout(() => failed(`no whole answer within ${limits.totalTimeoutMs} ms`), limits.totalTimeoutMs);
    const connecting = setTimeout(
      () => failed(`no connection within ${limits.connectTimeoutMs} ms`),
      limits.connectTimeoutMs,
    );
    call.once('socket', (socket) => socket.once('secureConnect', () => clearTimeout(connecting)));
    call.once('error', (cause) => failed(systemCode(cause)));
    call.once('response', (response) => {
      void readBody(response, where).then(finish, (cause: unknown) => failed(systemCode(cause)));
    });
    call.end();
  });
}

async function readBody(response: IncomingMessage, where: string): Promise<FetchedJson> {
  const { statusCode = 0, headers } = response;
  if (statusCode === 404 || statusCode === 410) return { ok: true, bytes: null };
  const refused = (why: string): Refusal => refuse('DID_RESPONSE_REFUSED', `${where}: ${why}`);
  if (statusCode !== 200) return refused(`status ${statusCode}; 200 is needed, and no redirect is followed`);
  if (!/^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? ''))
    return refused('the answer is not of a JSON type');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return refused('the answer is compressed');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maximumDocumentBytes) return refused(`the answer is larger than ${maximumDocumentBytes} bytes`);
    chunks.push(chunk);
  }
  return response.complete ? { ok: true, bytes: Buffer.concat(chunks) } : refused('the answer was cut off');
}
