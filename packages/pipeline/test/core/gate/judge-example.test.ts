import { describe, expect, it } from 'vitest';
import { arrangeArguments, judgeExample } from '../../../src/core/gate/judge-example.ts';

type Example = Parameters<typeof judgeExample>[0];

const params = [
  { name: 'a', type: 'string', required: true, note: '' },
  { name: 'b', type: 'number', required: false, note: '' },
  { name: 'c', type: 'number', required: false, note: '' },
];

describe('the arguments of an example', () => {
  it.each([
    [{ a: 'x' }, ['x']],
    [{ c: 1, a: 'x' }, ['x', undefined, 1]],
    [{ b: 2 }, undefined],
    [{ a: 'x', d: 1 }, undefined],
  ])('%j are %j in order', (args, expected) => {
    expect(arrangeArguments(params, args)).toEqual(expected);
  });
});

describe('an example', () => {
  const value: Example = { args: {}, expect: 'value', value: { a: [1, 0] } };
  const error: Example = { args: {}, expect: 'error', error: 'BAD' };
  it.each<[Example, Record<string, unknown>]>([
    [value, { ok: true, value: { a: [1, 0] } }],
    [value, { ok: true, value: { a: [1, { $: '-0' }], b: { $: 'undefined' } } }],
    [error, { ok: false, error: { name: 'Error', message: '', code: 'BAD' } }],
    [error, { ok: false, thrown: { code: 'BAD' } }],
  ])('holds: %j gives %j', (example, reply) => {
    expect(judgeExample(example, reply)).toBeUndefined();
  });

  it.each<[Example, Record<string, unknown>]>([
    [value, { ok: true, value: { a: [1] } }],
    [value, { ok: true, value: { a: { '0': 1, '1': 0 } } }],
    [value, { ok: true, value: { a: [1, 0], b: null } }],
    [value, { ok: false, error: { name: 'Error', message: 'x' } }],
    [value, { ok: false, notPlain: 'the result is a function' }],
    [error, { ok: true, value: { $: 'undefined' } }],
    [error, { ok: true, value: { code: 'BAD' } }],
    [error, { ok: false, error: { name: 'BAD', message: 'BAD' } }],
  ])('does not hold: %j gives %j', (example, reply) => {
    expect(judgeExample(example, reply)).toBeTypeOf('string');
  });
});
