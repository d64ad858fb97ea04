/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The value with sorted keys, NFC strings and LF line ends; `undefined` members are left out. */
export function canonicalize(value: unknown): JsonValue {
  if (typeof value === 'string') return value.replaceAll(/\r+\n/g, '\n').normalize('NFC');
  if (Array.isArray(value)) return value.map((item: unknown) => canonicalize(item));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key.normalize('NFC'), canonicalize(member)] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return Object.fromEntries(members);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (typeof value === 'boolean' || value === null) return value;
  throw new TypeError(`A ${typeof value} has no JSON form`);
}

/** Canonical JSON text: what a request key is computed over. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonicalize(value));
}
