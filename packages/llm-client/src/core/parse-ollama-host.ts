import { LlmError } from '../errors.ts';
import { quote } from './quote.ts';

/** A client target made from an OLLAMA_HOST-like value. */
export interface OllamaHost {
  /** `http(s)://host:port[/prefix]`, no trailing slash, never a bind-all address. */
  readonly url: string;
  /** True when prompts stay on this machine. */
  readonly isLoopback: boolean;
  /** What was replaced while reading the value. */
  readonly warnings: readonly string[];
}

const defaultPort = '11434';

/**
 * Reads an OLLAMA_HOST value by the rules of the server's own Go code: quotes and spaces trimmed, optional scheme,
 * port 11434 without a scheme, IPv6 bare or in brackets, path kept as prefix; a bind-all address becomes loopback.
 * `undefined` and blank give the default. Throws `HOST_INVALID` where no address can be made of it.
 */
export function parseOllamaHost(value: string | undefined): OllamaHost {
  const text = (value ?? '').trim().replaceAll(/^["']+|["']+$/g, '');
  const schemeEnd = text.indexOf('://');
  const scheme = schemeEnd === -1 ? 'http' : text.slice(0, schemeEnd).toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') throw invalidHost(value, 'the scheme must be http or https');
  const fallbackPort = schemeEnd === -1 ? defaultPort : scheme === 'https' ? '443' : '80';
  const rest = schemeEnd === -1 ? text : text.slice(schemeEnd + 3);
  const slash = rest.indexOf('/');
  const hostPort = slash === -1 ? rest : rest.slice(0, slash);
  const prefix = slash === -1 ? '' : rest.slice(slash).replace(/\/+$/, '');
  const { host, port } = splitHostPort(hostPort);
  if (/[@?#\\]/.test(rest)) throw invalidHost(value, 'credentials, queries and fragments have no place in it');

  const warnings: string[] = [];
  const portIsValid = port === null || (/^[+]?\d{1,6}$/.test(port) && Number(port) <= 65_535);
  if (!portIsValid) warnings.push(`port ${quote(port)} is not a number from 0 to 65535; ${fallbackPort} is used`);
  const target = connectable(host);
  const authority = `${target.includes(':') ? `[${target}]` : target}:${Number(portIsValid && port !== null ? port : fallbackPort)}`;
  if (!URL.canParse(`${scheme}://${authority}${prefix}`)) throw invalidHost(value, 'it is no host name or address');
  return { url: `${scheme}://${authority}${prefix}`, isLoopback: isLoopbackName(target), warnings };
}

function splitHostPort(hostPort: string): { host: string; port: string | null } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(hostPort);
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? null };
  const colons = hostPort.split(':').length - 1;
  if (colons !== 1) return { host: hostPort, port: null };
  const colon = hostPort.indexOf(':');
  return { host: hostPort.slice(0, colon), port: hostPort.slice(colon + 1) };
}

function connectable(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1';
  return /^[0:]+$/.test(host) && host.includes(':') && !/[1-9a-f]/i.test(host) ? '::1' : host;
}

function isLoopbackName(host: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(host) || host === '::1' || host.toLowerCase() === 'localhost';
}

function invalidHost(value: string | undefined, why: string): LlmError {
  return new LlmError(
    'HOST_INVALID',
    `The Ollama host ${quote(value ?? '')} cannot be used: ${why}. Write it like 127.0.0.1:11434 or https://host/prefix.`,
  );
}
