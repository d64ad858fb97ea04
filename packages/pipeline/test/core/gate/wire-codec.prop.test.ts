import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeValue,
  encodeFrame,
  encodeValue,
  maxDepth,
  maxFrameBytes,
  parseFrameBody,
  readFrameLength,
  WireError,
} from '../../../src/core/gate/wire-codec.ts';

const plainData = fc.anything({
  withBigInt: false,
  withDate: false,
  withMap: false,
  withSet: false,
  withTypedArray: false,
  withNullPrototype: false,
  withSparseArray: false,
  withObjectString: true,
  key: fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'toString', 'constructor')),
});
const throughTheWire = (value: unknown): unknown => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))));

const nested = (depth: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

function outcomeOf(action: () => unknown): string {
  try {
    return typeof action();
  } catch (error) {
    return error instanceof WireError ? 'WireError' : String(error);
  }
}

class Thing {
  field = 1;
}

describe('values', () => {
  it('come back as they were: undefined, NaN, infinities, -0 and odd keys included', () => {
    fc.assert(
      fc.property(plainData, (value) => {
        // Unlike an equality, this text tells -0, undefined, holes and every key apart.
        expect(fc.stringify(throughTheWire(value))).toBe(fc.stringify(value));
      }),
    );
  });

  it('cannot pollute a prototype on their way back', () => {
    const decoded = throughTheWire(JSON.parse('{"__proto__":{"polluted":1},"$":{"__proto__":2}}'));
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(JSON.stringify(decoded)).toBe('{"__proto__":{"polluted":1},"$":{"__proto__":2}}');
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a class instance', new Thing()],
    ['a promise', Promise.resolve(1)],
    ['a symbol key', { [Symbol.for('jest.asymmetricMatcher')]: 1 }],
    ['an asymmetric matcher', expect.anything()],
  ])('are refused: %s', (_name, value) => {
    expect(() => encodeValue({ inner: [value] })).toThrow(WireError);
  });

  it('are refused above the depth cap and taken at it', () => {
    expect(throughTheWire(nested(maxDepth))).toEqual(nested(maxDepth));
    expect(() => encodeValue(nested(maxDepth + 1))).toThrow(/nested deeper/);
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => encodeValue(cycle)).toThrow(/refers to itself/);
  });

  it.each(['{"$":"Date"}', '{"$":1}', '{"$":null}', '{"$":{}}'])('of an unknown form are refused: %s', (text) => {
    expect(() => decodeValue(JSON.parse(text))).toThrow(WireError);
  });
});

describe('frames', () => {
  it('carry any message', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (message) => {
        const frame = encodeFrame(message);
        expect(readFrameLength(frame.subarray(0, 4))).toBe(frame.length - 4);
        expect(JSON.stringify(parseFrameBody(frame.subarray(4)))).toBe(JSON.stringify(message));
      }),
    );
  });

  it('never make the reader throw anything but its own error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(outcomeOf(() => parseFrameBody(Buffer.from(bytes)))).toMatch(/^(?:object|WireError)$/);
      }),
    );
  });

  it('are refused above the size cap in both directions', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(maxFrameBytes + 1);
    expect(() => readFrameLength(header)).toThrow(WireError);
    expect(() => encodeFrame({ value: 'x'.repeat(maxFrameBytes) })).toThrow(WireError);
    header.writeUInt32BE(maxFrameBytes);
    expect(readFrameLength(header)).toBe(maxFrameBytes);
  });

  it('count brackets inside strings as text', () => {
    const body = Buffer.from(JSON.stringify({ text: `\\"${'['.repeat(50_000)}` }));
    expect(parseFrameBody(body)).toHaveProperty('text');
  });
});
