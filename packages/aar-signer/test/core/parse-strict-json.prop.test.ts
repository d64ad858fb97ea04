import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '@machinist/aar-signer';
import { isExactNumber } from '../../src/core/is-exact-number.ts';

const fragments = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"b"',
  '"',
  '\\',
  '1',
  '-',
  '0',
  '.5',
  'e9',
  'true',
  'null',
  ' ',
  '\n',
  '\ufeff',
  '\u00e9',
);

describe('parseStrictJson', () => {
  it('reads what JSON.stringify writes of any exact value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 1_000 },
    );
  });

  it('accepts no text that JSON.parse refuses, and never gives another value', () => {
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const strict = parseStrictJson(text);
        const outcome = strict.ok ? JSON.stringify(strict.value) : 'refused';
        expect([builtIn(text), 'refused']).toContain(outcome);
      }),
      { numRuns: 5_000 },
    );
  });

  it('finds a repeated key at any depth', () => {
    const keys = fc.string({ unit: 'grapheme', maxLength: 5 });
    fc.assert(
      fc.property(keys, fc.nat(20), (key, depth) => {
        const name = JSON.stringify(key);
        const inner = (repeated: boolean) =>
          `{${name}:1,"x${JSON.stringify(key).slice(1)}:2${repeated ? `,${name}:1` : ''}}`;
        const wrap = (text: string) => `${'['.repeat(depth)}${text}${']'.repeat(depth)}`;
        expect(parseStrictJson(wrap(inner(true)))).toMatchObject({ code: 'JSON_DUPLICATE_KEY' });
        expect(parseStrictJson(wrap(inner(false)))).toMatchObject({ ok: true });
      }),
    );
  });
});

describe('isExactNumber', () => {
  it('accepts what JavaScript writes for any double but minus zero', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(isExactNumber(Object.is(number, -0) ? '-0' : String(number))).toBe(!Object.is(number, -0));
      }),
    );
  });

  it('accepts a large integer exactly when canonical JSON writes the same integer again, in any spelling', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 69n }), (integer) => {
        const kept = BigInt(String(Number(integer))) === integer;
        expect(['', '.00', 'e0', '0e-1', 'E+0'].map((tail) => isExactNumber(`${integer}${tail}`))).toEqual(
          Array(5).fill(kept),
        );
      }),
    );
  });
});

function builtIn(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return 'no JSON';
  }
}
