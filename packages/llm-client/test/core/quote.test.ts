import { expect, it } from 'vitest';
import { quote, quoteJson } from '../../src/core/quote.ts';

it('makes foreign text harmless for a terminal and short', () => {
  expect(quote('a\u001b[31m\u009b31m\u202e"')).toBe('"a\\u001b[31m\\u009b31m\\u202e\\""');
  expect(quote('x'.repeat(500))).toHaveLength(123);
  expect(quoteJson({ a: '\u009b' })).toBe('{"a":"\\u009b"}');
  expect(quoteJson(undefined)).toBe('undefined');
});
