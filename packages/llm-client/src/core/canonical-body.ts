import { canonicalize } from './canonical-json.ts';
import type { WireChatRequest } from './wire-request.ts';

/** The request in canonical form, as a transcript stores it; its key is that of the request itself. */
export function canonicalBody(body: WireChatRequest): { readonly model: string; readonly [field: string]: unknown } {
  const fields = Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([field, value]) => [field, canonicalize(value)] as const);
  return { ...Object.fromEntries(fields), model: body.model };
}
