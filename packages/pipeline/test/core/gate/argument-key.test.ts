import { expect, it } from 'vitest';
import { argumentKey } from '../../../src/core/gate/argument-key.ts';

it('is the same for the same arguments, whatever the order of keys and however an optional one is left out', () => {
  expect(argumentKey([{ b: 1, a: [{ d: 1, c: 2 }] }, undefined])).toBe(argumentKey([{ a: [{ c: 2, d: 1 }], b: 1 }]));
});

it.each([
  [[1], ['1']],
  [[[1, 2]], [[2, 1]]],
  [[], [null]],
  [[undefined, 1], [1]],
])('differs for %j and %j', (left, right) => {
  expect(argumentKey(left)).not.toBe(argumentKey(right));
});
