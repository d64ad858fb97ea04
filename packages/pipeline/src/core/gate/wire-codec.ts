import { fieldsOf } from './fields-of.ts';

/** Most bytes of one frame in either direction. */
export const maxFrameBytes = 8 * 1024 * 1024;
/** Deepest nesting of one value. */
export const maxDepth = 1000;

/** A value that is not plain data, or a frame that breaks the protocol. */
export class WireError extends Error {}

const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/**
 * Plain data as a JSON tree. What JSON lacks is an object with the one key `$`:
 * `{"$":"undefined"}`, `{"$":"NaN"}`, `{"$":"Infinity"}`, `{"$":"-Infinity"}`, `{"$":"-0"}`; an object that has a `$` key itself is wrapped as `{"$":"object","value":{...}}`.
 * Throws `WireError` for functions, symbols, bigints, class instances, symbol keys, and nesting (or cycles) deeper than `maxDepth`.
 */
export function encodeValue(value: unknown, path = 'value', depth = 0): unknown {
  if (depth > maxDepth)
    throw new WireError(`${path.slice(0, 60)}... is nested deeper than ${maxDepth} levels or refers to itself`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object') throw new WireError(`${path} is a ${typeof value}`);
  // What cannot fit a frame is not even looked at: a list may claim a length of billions and hold nothing.
  if (Array.isArray(value) && value.length > maxFrameBytes / 2)
    throw new WireError(`${path} has ${value.length} items`);
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, index) => encodeValue(item, `${path}[${index}]`, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new WireError(`${path} is not a plain object`);
  if (Object.getOwnPropertySymbols(value).length > 0) throw new WireError(`${path} has a symbol key`);
  const encoded: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // Plain assignment to __proto__ would set the prototype.
    Object.defineProperty(encoded, key, {
      value: encodeValue(item, `${path}.${key}`, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return Object.hasOwn(encoded, '$') ? { $: 'object', value: encoded } : encoded;
}

/** The value behind `encodeValue`'s tree. The tree must come from `JSON.parse`; throws `WireError` for an unknown `$` form. */
export function decodeValue(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(decodeValue);
  const tag = Object.hasOwn(tree, '$') ? Reflect.get(tree, '$') : undefined;
  if (tag === undefined && !Object.hasOwn(tree, '$')) return decodeFields(tree);
  if (tag === 'undefined') return undefined;
  if (tag === 'object') return decodeFields(fieldsOf(Reflect.get(tree, 'value')));
  const special = typeof tag === 'string' ? specialNumbers.get(tag) : undefined;
  if (special === undefined) throw new WireError(`unknown value form ${JSON.stringify(tag)?.slice(0, 60)}`);
  return special;
}

function decodeFields(tree: object): object {
  const decoded = {};
  for (const [key, item] of Object.entries(tree)) {
    Object.defineProperty(decoded, key, {
      value: decodeValue(item),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return decoded;
}

/** One message as a frame: four length bytes (big-endian), then JSON in UTF-8. */
export function encodeFrame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  if (body.length > maxFrameBytes)
    throw new WireError(`a message of ${body.length} bytes is above the cap of ${maxFrameBytes}`);
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, 4);
  return frame;
}

/** The body length a header announces; throws `WireError` above the cap. */
export function readFrameLength(header: Buffer): number {
  const length = header.readUInt32BE();
  if (length > maxFrameBytes) throw new WireError(`a frame announces ${length} bytes, the cap is ${maxFrameBytes}`);
  return length;
}

/** The message of a frame's body; throws `WireError` for anything but a JSON object of bounded depth. */
export function parseFrameBody(body: Buffer): Readonly<Record<string, unknown>> {
  assertBoundedDepth(body);
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WireError('a frame is not JSON in UTF-8');
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw new WireError('a frame is not a JSON object');
  return fieldsOf(message);
}

// The parser itself would recurse; every escaped wrapper costs two levels.
const maxBracketDepth = maxDepth * 2 + 8;

function assertBoundedDepth(body: Buffer): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (inString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > maxBracketDepth) throw new WireError(`a frame is nested deeper than ${maxBracketDepth} levels`);
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
}
