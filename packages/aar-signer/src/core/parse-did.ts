/** A decentralised identifier, taken apart for comparison. */
export interface Did {
  readonly method: string;
  /** One spelling for each identity: host lower-case, unreserved percent-escapes decoded, default port and fragment gone. */
  readonly normalised: string;
  /** did:web only: host name without port; null for other methods. */
  readonly hostName: string | null;
  /** did:web only: the normalised DID of the host itself; null for other methods. */
  readonly hostRoot: string | null;
}

const didPattern = /^did:([a-z0-9]+):((?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+)(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?$/;
const hostPattern =
  /^((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:%3a([1-9]\d{0,4}))?$/;

const maximumRecent = 256;
const recent = new Map<string, Did | null>();

/** Reads a DID (a fragment is tolerated and ignored), or null when it is none. did:web must name a host, never an address. */
export function parseDid(text: string): Did | null {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const did = readDid(text);
  // One record names the same few identities many times over, and so do its neighbours.
  if (recent.size >= maximumRecent) recent.clear();
  if (text.length <= 256) recent.set(text, did);
  return did;
}

function readDid(text: string): Did | null {
  const [, method, identifier] = didPattern.exec(text) ?? [];
  if (method === undefined || identifier === undefined || identifier.endsWith(':')) return null;
  const segments = identifier.split(':').map(normaliseEscapes);
  if (method !== 'web') {
    return { method, normalised: `did:${method}:${segments.join(':')}`, hostName: null, hostRoot: null };
  }
  const [host = '', ...path] = segments;
  const [, hostName, port] = hostPattern.exec(host.toLowerCase()) ?? [];
  if (hostName === undefined || hostName.length > 253 || isAddress(hostName)) return null;
  if (port !== undefined && Number(port) > 65_535) return null;
  if (path.some((segment) => segment === '' || segment === '.' || segment === '..')) return null;
  const hostRoot = `did:web:${hostName}${port === undefined || port === '443' ? '' : `%3A${port}`}`;
  return { method, normalised: [hostRoot, ...path].join(':'), hostName, hostRoot };
}

/** True for a DID without fragment: the only form that may own a key. */
export function isBareDid(text: string): boolean {
  return !text.includes('#') && parseDid(text) !== null;
}

/** True when both texts are DIDs and name the same identity. */
export function isSameDid(left: string, right: string): boolean {
  const normalised = parseDid(left)?.normalised;
  return normalised !== undefined && normalised === parseDid(right)?.normalised;
}

function normaliseEscapes(segment: string): string {
  return segment.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** URL parsers read a host whose last label is a number as an IPv4 address, in whatever notation. */
function isAddress(hostName: string): boolean {
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(hostName);
}
