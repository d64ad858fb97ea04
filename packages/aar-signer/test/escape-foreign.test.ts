import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeForeign } from '@machinist/aar-signer';
import { stringifyAsciiJson } from '../src/core/escape-foreign.ts';

describe('escapeForeign', () => {
  it('leaves plain identifiers readable and escapes all else, spaces and backslashes too', () => {
    expect(escapeForeign('did:web:example.com')).toBe('did:web:example.com');
    expect(escapeForeign('a b\n\\\u001b[0m\u{1f600}')).toBe(String.raw`a\u0020b\u000a\u005c\u001b[0m\ud83d\ude00`);
  });

  it('gives visible ASCII without spaces for any text, bounded in length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const escaped = escapeForeign(text);
        expect(escaped).toMatch(/^[!-~]*$/);
        expect(escaped.length).toBeLessThan(6 * 120 + 10);
      }),
    );
  });
});

describe('stringifyAsciiJson', () => {
  it('writes the same document in printable ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = stringifyAsciiJson(value);
        expect(text).toMatch(/^[\n -~]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
