import { isJsonObject, type JsonValue } from './json-value.ts';

/**
 * The text Python's `json.dumps(value, sort_keys=True)` gives: ", " and ": " separators, everything outside
 * space to tilde escaped. Numbers must be integers (the two languages write floats differently), keys below U+D800
 * (beyond, they sort differently).
 */
export function pythonJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => pythonJson(item)).join(', ')}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .toSorted()
      .flatMap((key) => {
        const member = value[key];
        return member === undefined ? [] : [`${pythonJson(key)}: ${pythonJson(member)}`];
      });
    return `{${members.join(', ')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`${value} is not an integer`);
  return asciiJson(value);
}

/** One line of JSON whose bytes are printable ASCII only. */
export function asciiJson(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
