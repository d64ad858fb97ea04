import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, canonicalJson } from '../../src/core/canonical-json.ts';

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(canonicalJson(Object.fromEntries(Object.entries(value).toReversed()))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is stable: the canonical form of a canonical form is itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.stringMatching(/^[\r\n a]*$/), (value, text) => {
        const once = canonicalize([value, text]);
        expect(canonicalize(once)).toEqual(once);
      }),
    );
  });

  it('treats composed and decomposed letters and both line ends as equal, and nothing else', () => {
    expect(canonicalJson({ a: 'e\u0301\r\n' })).toBe(canonicalJson({ a: '\u00e9\n' }));
    expect(canonicalJson({ a: 'e' })).not.toBe(canonicalJson({ a: 'é' }));
    expect(canonicalJson([-0])).toBe('[0]');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('no JSON form');
    expect(() => canonicalJson([undefined])).toThrow('no JSON form');
  });
});
