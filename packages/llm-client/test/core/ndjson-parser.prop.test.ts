import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdjsonParser } from '../../src/core/ndjson-parser.ts';
import { LlmError } from '../../src/index.ts';

const encoder = new TextEncoder();

function parseAll(pieces: readonly Uint8Array[], maxLineBytes = 10_000): unknown[] {
  const parser = createNdjsonParser(maxLineBytes);
  const events: unknown[] = [];
  try {
    for (const piece of pieces) for (const value of parser.push(piece)) events.push(value);
    for (const value of parser.finish()) events.push(value);
  } catch (error) {
    events.push(LlmError.isInstance(error) ? `${error.code} ${error.message}` : error);
  }
  return events;
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((left, right) => left - right),
    bytes.length,
  ];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const goodLine = fc
  .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())
  .map((value) => encoder.encode(JSON.stringify(value)));
const anyLine = fc.oneof(
  { weight: 6, arbitrary: goodLine },
  fc.constant(encoder.encode(' \r')),
  fc.uint8Array({ maxLength: 20 }),
  fc.constant(encoder.encode('[1]')),
);

describe('NDJSON parser', () => {
  it('gives the same events for every way of splitting the bytes, up to and including a failure', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.boolean(),
        (lines, cuts, hasFinalEnd) => {
          const text = Buffer.concat(
            lines.flatMap((line, index) => [line, encoder.encode(hasFinalEnd || index < lines.length - 1 ? '\n' : '')]),
          );
          const whole = parseAll([text]);
          expect(parseAll(cutAt(text, cuts))).toEqual(whole);
          expect(parseAll(Array.from(text, (byte) => Uint8Array.of(byte)))).toEqual(whole);
        },
      ),
    );
  });

  it('gives the objects of good lines back unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (values) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
        expect(parseAll([encoder.encode(text)])).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it.each([
    ['{"a":1}\nnot json\n{"b":2}\n', [{ a: 1 }, expect.stringMatching(/^PROTOCOL_VIOLATION Line 2 .*"not json"/)]],
    ['"text"\n', [expect.stringMatching(/^PROTOCOL_VIOLATION Line 1 /)]],
    ['{"a":\n', [expect.stringMatching(/^PROTOCOL_VIOLATION/)]],
    ['\n \r\n{"a":1}\r\n', [{ a: 1 }]],
    ['{"a":1}', [{ a: 1 }]],
  ])('reads %j strictly', (text, events) => {
    expect(parseAll([encoder.encode(text)])).toEqual(events);
  });

  it('refuses bytes that are not UTF-8 in place of replacing them', () => {
    expect(parseAll([Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d, 0x0a)])).toEqual([
      expect.stringMatching(/^PROTOCOL_VIOLATION .*UTF-8/),
    ]);
  });

  it('ends a line above the cap before it is complete', () => {
    expect(parseAll([encoder.encode('x'.repeat(11))], 10)).toEqual([expect.stringMatching(/^RESPONSE_TOO_LARGE/)]);
    expect(parseAll([encoder.encode('{"a":1234}')], 10)).toEqual([{ a: 1234 }]);
  });
});
