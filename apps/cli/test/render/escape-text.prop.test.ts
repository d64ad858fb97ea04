import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeBlock, escapeLine } from '../../src/render/escape-text.ts';

const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\r',
    '\t',
    '\u001b',
    '\u0007',
    '\u009b',
    '\u202e',
    '\u2066',
    '\u2028',
    '\u007f',
    'é',
    '😀',
  ),
});

describe('escaping foreign text', () => {
  it('leaves one line without any control character or direction mark', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeLine(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('keeps only newlines and tabs in a block', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const kept = escapeBlock(text).replaceAll(/[\n\t]/g, '');
        expect(kept).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('changes nothing in ordinary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', ' ', 'é', '😀', '中', '"', '\\') }), (text) => {
        expect([escapeLine(text), escapeBlock(text)]).toStrictEqual([text, text]);
      }),
    );
  });

  it('shows what was there', () => {
    expect(escapeLine('a\u001b[31m\nb')).toBe('a\\u001b[31m\\u000ab');
    expect(escapeBlock('a\r\nb\rc')).toBe('a\nb\\u000dc');
  });
});
