import { parseDid } from './parse-did.ts';

/** Where a DID document may be published. */
export interface DidWebPlace {
  readonly hostName: string;
  readonly port: number;
  /** Absolute, of plain characters only. */
  readonly path: string;
}

const segmentPattern = /^[A-Za-z0-9._~-]{1,128}$/;
const mostSegments = 16;

/**
 * The places to ask for the document of a did:web, in order: the method's own, then the one that the AAR reference
 * signer uses. Null for another method, and for paths with characters that a server could read in two ways.
 */
export function didWebPlaces(did: string): readonly DidWebPlace[] | null {
  const parsed = parseDid(did);
  if (parsed === null || parsed.hostName === null || parsed.hostRoot === null || did.includes('#')) return null;
  const segments = parsed.normalised.slice(parsed.hostRoot.length).split(':').slice(1);
  if (segments.length > mostSegments || !segments.every((segment) => segmentPattern.test(segment))) return null;
  const [, port = '443'] = /%3A(\d+)$/.exec(parsed.hostRoot) ?? [];
  const place = { hostName: parsed.hostName, port: Number(port) };
  const folder = segments.map((segment) => `/${segment}`).join('');
  const own = { ...place, path: segments.length === 0 ? '/.well-known/did.json' : `${folder}/did.json` };
  return segments.length === 0 ? [own] : [own, { ...place, path: `${folder}/.well-known/did.json` }];
}
