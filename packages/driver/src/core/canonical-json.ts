import canonicalize from 'canonicalize';
import type { JsonValue } from './json-value.ts';

/** RFC 8785 (JCS) text of a JSON value. Throws for lone surrogates and for numbers without a JSON form. */
export function canonicalJson(value: JsonValue): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`${typeof value} has no JSON form`);
  return text;
}
