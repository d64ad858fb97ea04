import { lookup as lookupName } from 'node:dns/promises';
import type { DidDocument } from '../core/did-document-schema.ts';
import { didWebPlaces, type DidWebPlace } from '../core/did-web-places.ts';
import { escapeForeign } from '../core/escape-foreign.ts';
import { refuse, type Refusal } from '../core/refusal-code.ts';
import { parseDidDocument } from '../parse-did-document.ts';
import { systemCode } from '../read-bounded-file.ts';
import { fetchJson, type FetchLimits } from './fetch-json.ts';
import { isPublicAddress } from './is-public-address.ts';

/** The outside of a resolver. Everything has a safe default; loosen it only for servers of your own. */
export interface DidResolverOptions {
  /** All addresses of a host name. Default: the system's resolver. */
  readonly lookup?: (hostName: string) => Promise<readonly string[]>;
  /** Which addresses may be connected to. Default: those of the open internet. */
  readonly isAddressAllowed?: (address: string) => boolean;
  /** PEM certificates to trust instead of the usual authorities. */
  readonly ca?: string;
  /** Until the connection stands. Default 3000. */
  readonly connectTimeoutMs?: number;
  /** For everything about one DID. Default 5000. */
  readonly totalTimeoutMs?: number;
}

/** A DID document from the network, or why there is none. */
export type DidResolution = { readonly ok: true; readonly document: DidDocument } | Refusal;

/** Looks up DID documents; each DID once in its life. */
export interface DidResolver {
  resolve(did: string): Promise<DidResolution>;
}

/**
 * Makes a resolver for did:web: https only, no redirects, no address outside the open internet (every address of the
 * name is checked and the checked one is connected to), 64 KiB, 3 s to connect and 5 s in all. Never rejects.
 */
export function createDidResolver(options: DidResolverOptions = {}): DidResolver {
  const known = new Map<string, Promise<DidResolution>>();
  return {
    async resolve(did) {
      const resolution = known.get(did) ?? resolveDidWeb(did, options);
      known.set(did, resolution);
      return resolution;
    },
  };
}

async function resolveDidWeb(did: string, options: DidResolverOptions): Promise<DidResolution> {
  const { connectTimeoutMs = 3_000, totalTimeoutMs = 5_000, ca } = options;
  const places = didWebPlaces(did);
  const [first] = places ?? [];
  if (places === null || first === undefined) {
    return refuse(
      'DID_UNRESOLVED',
      `${escapeForeign(did)} is no did:web with a host and a plain path; nothing else is looked up`,
    );
  }
  const deadline = performance.now() + totalTimeoutMs;
  const address = await findAddress(first, options, connectTimeoutMs);
  if (typeof address !== 'string') return address;
  for (const place of places) {
    const left = Math.max(1, deadline - performance.now());
    const limits: FetchLimits = { connectTimeoutMs: Math.min(connectTimeoutMs, left), totalTimeoutMs: left };
    const fetched = await fetchJson(place, address, ca === undefined ? limits : { ...limits, ca });
    if (!fetched.ok) return fetched;
    if (fetched.bytes === null) continue;
    const read = parseDidDocument(fetched.bytes);
    if (!read.ok || read.document.id === did) return read;
    return refuse(
      'DID_DOCUMENT_MISMATCH',
      `the document at ${place.hostName}${place.path} is that of ${escapeForeign(read.document.id)}`,
    );
  }
  return refuse(
    'DID_RESPONSE_REFUSED',
    `${first.hostName} publishes no document for ${escapeForeign(did)} (not found)`,
  );
}

async function findAddress(
  { hostName }: DidWebPlace,
  options: DidResolverOptions,
  timeoutMs: number,
): Promise<string | Refusal> {
  const { lookup = systemLookup, isAddressAllowed = isPublicAddress } = options;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('timeout')), timeoutMs);
    });
    const addresses = await Promise.race([lookup(hostName), late]);
    const [address] = addresses;
    if (address === undefined) return refuse('DID_FETCH_FAILED', `${hostName} has no address`);
    // One address that leads inside is enough to distrust the name.
    return addresses.every(isAddressAllowed)
      ? address
      : refuse('DID_HOST_REFUSED', `${hostName} has an address that is not of the open internet`);
  } catch (cause) {
    return refuse('DID_FETCH_FAILED', `the name ${hostName} cannot be looked up (${systemCode(cause)})`);
  } finally {
    clearTimeout(timer);
  }
}

async function systemLookup(hostName: string): Promise<readonly string[]> {
  return (await lookupName(hostName, { all: true })).map(({ address }) => address);
}
