import { escapeForeign } from './escape-foreign.ts';
import { inspectJsonValue } from './inspect-json-value.ts';
import { refuse, type Refusal } from './refusal-code.ts';
import { scanJsonText } from './scan-json-text.ts';

/** Deepest nesting of arrays and objects that is read. */
export const maximumJsonDepth = 32;
/** Largest input that is read, in bytes of UTF-8. */
export const maximumJsonBytes = 1_048_576;

/** Most members, arrays and objects that are read: more than fit into 1 MiB of well-formed `checks`. */
export const maximumJsonParts = 32_768;

/** A parsed document, or why it is refused. */
export type StrictJsonResult = { readonly ok: true; readonly value: unknown } | Refusal;

/**
 * Parses JSON that every conforming parser reads alike: strict UTF-8, no byte order mark, no repeated key (however
 * it is escaped), only numbers that a double holds exactly, no lone surrogate, depth, size and number of parts bounded. Never throws.
 */
export function parseStrictJson(
  input: Uint8Array | string,
  options: { readonly maximumBytes?: number } = {},
): StrictJsonResult {
  const maximumBytes = options.maximumBytes ?? maximumJsonBytes;
  const byteLength = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (byteLength > maximumBytes) {
    return refuse('INPUT_TOO_LARGE', `${byteLength} bytes; at most ${maximumBytes} are read`);
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (text === null) return refuse('INPUT_NOT_UTF8', 'the input is not valid UTF-8; save it as UTF-8');
  const facts = scanJsonText(text, { depth: maximumJsonDepth, parts: maximumJsonParts });
  if (facts.depth > maximumJsonDepth) {
    return refuse('JSON_TOO_DEEP', `arrays and objects nest deeper than ${maximumJsonDepth} levels`);
  }
  if (facts.memberCount + facts.containerCount > maximumJsonParts) {
    return refuse('JSON_TOO_MANY_PARTS', `more than ${maximumJsonParts} members, arrays and objects`);
  }
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  if (facts.inexactNumber !== null) {
    return refuse(
      'JSON_NUMBER_INEXACT',
      `${escapeForeign(facts.inexactNumber)} is not held exactly by a double; write it as a string`,
    );
  }
  const { memberCount, wellFormed } = inspectJsonValue(parsed.value);
  if (memberCount !== facts.memberCount) {
    return refuse('JSON_DUPLICATE_KEY', 'an object names the same key more than once; keep one of them');
  }
  if (!wellFormed) return refuse('JSON_LONE_SURROGATE', 'a string holds half of a surrogate pair');
  return parsed;
}

function parse(text: string): StrictJsonResult {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The engine's message quotes the input; ours never does.
    return refuse('JSON_INVALID', 'the input is not one JSON document');
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
