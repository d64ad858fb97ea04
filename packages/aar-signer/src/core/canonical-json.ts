import canonicalize from 'canonicalize';

/** RFC 8785 text of a JSON value. Throws on cycles, NaN, infinities and lone surrogates. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}
