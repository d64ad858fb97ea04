import { isJsonObject, type JsonValue } from './json-value.ts';

/** RFC 8785 (JCS) text of a JSON value. Strings must be well-formed; lone surrogates throw a `TypeError`. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .toSorted()
      .flatMap((key) => {
        const member = value[key];
        return member === undefined ? [] : [`${canonicalJson(key)}:${canonicalJson(member)}`];
      });
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
  return JSON.stringify(value);
}
