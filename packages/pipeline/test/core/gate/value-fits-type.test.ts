import { describe, expect, it } from 'vitest';
import { findWrongArgument, findWrongResult, valueFitsType } from '../../../src/core/gate/value-fits-type.ts';

describe('a value fits its type', () => {
  it.each([
    ['string', 'x', 1],
    ['integer', 3, 3.5],
    ['number', 3.5, '3.5'],
    ['boolean', false, 0],
    ['null', null, undefined],
    ['object', {}, []],
    ['json', { a: [1, null] }, undefined],
    ['json', [], Number.NaN],
    ['string[]', ['a'], ['a', 1]],
    ['integer[][]', [[1], []], [1]],
    ['string | null', null, 1],
    ['integer[] | string', 'x', [1.5]],
  ])('%s', (type, good, bad) => {
    expect(valueFitsType(good, type)).toBe(true);
    expect(valueFitsType(bad, type)).toBe(false);
  });
});

describe('arguments and results', () => {
  const params = [
    { name: 'text', type: 'string', required: true },
    { name: 'limit', type: 'integer', required: false },
  ];

  it('are told with the name, the value and the type', () => {
    expect(findWrongArgument(params, { text: 'x', limit: 1 })).toBeUndefined();
    expect(findWrongArgument(params, { text: 'x' })).toBeUndefined();
    expect(findWrongArgument(params, { text: 1 })).toBe('text is 1, not string');
  });

  it('may be one value or an object of named fields', () => {
    expect(findWrongResult([{ name: '$', type: 'integer' }], 1)).toBeUndefined();
    expect(findWrongResult([{ name: '$', type: 'integer' }], 1.5)).toContain(
      'the tool gave 1.5, the spec says integer',
    );
    const fields = [
      { name: 'a', type: 'string' },
      { name: 'b', type: 'integer' },
    ];
    expect(findWrongResult(fields, { a: 'x', b: 1 })).toBeUndefined();
    expect(findWrongResult(fields, { a: 'x' })).toContain('the field b is undefined, the spec says integer');
    expect(findWrongResult(fields, [1])).toContain('an object with a, b');
  });
});
