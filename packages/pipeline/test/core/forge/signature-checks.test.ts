import { describe, expect, it } from 'vitest';
import { examplesRequestSchema } from '../../../src/core/forge/examples-schema.ts';
import { normaliseSignature } from '../../../src/core/forge/normalise-signature.ts';
import { signatureRequestSchema } from '../../../src/core/forge/signature-request-schema.ts';
import { signatureWireSchema, type SignatureWire } from '../../../src/core/forge/signature-schema.ts';
import { doubleScript } from '../../forge/double-script.ts';

const good: SignatureWire = signatureWireSchema.parse(JSON.parse(doubleScript.signature));
const schema = signatureRequestSchema('typescript');
const param = (name: string, type: SignatureWire['params'][number]['type'], required = true) => ({
  name,
  note: '',
  required,
  type,
});
const property = (kind: SignatureWire['properties'][number]['kind']) => [{ kind, statement: 'always true' }];

function issues(change: Partial<SignatureWire>): string[] {
  const parsed = schema.safeParse({ ...good, ...change });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
}

describe('signatureRequestSchema', () => {
  it('accepts a consistent signature', () => {
    expect(issues({})).toEqual([]);
  });

  it.each<[string, Partial<SignatureWire>, string]>([
    ['a name without a letter', { name: '12345' }, 'name: use two or three English words'],
    ['a parameter name that leaves nothing', { params: [param('世界', 'string')] }, 'params[0]: the name needs'],
    ['two parameters with one name', { params: [param('a b', 'string'), param('aB', 'string')] }, '"aB" is used twice'],
    ['two failures with one code', { failures: [...good.failures, ...good.failures] }, '"NOT_FINITE" is used twice'],
    [
      'a code that starts with a digit',
      { failures: [{ code: '404', retryable: false, when: 'absent' }] },
      'failures[0]: the code must start',
    ],
    [
      'an optional parameter before a required one',
      { params: [param('a', 'string', false), param('b', 'string')] },
      'required parameters before',
    ],
    [
      '$ beside other fields',
      { returns: [...good.returns, { name: 'x', note: '', type: 'string' }] },
      'returns[0]: the name needs',
    ],
    ['pure with a capability', { capabilities: ['net'] }, '"pure" allows no capabilities'],
    [
      'seeded without random',
      { determinism: 'seeded', capabilities: ['net'] },
      '"seeded" needs the capability "random"',
    ],
    ['external without a capability', { determinism: 'external' }, '"external" needs at least one capability'],
    ['never_throws with failures', { properties: property('never_throws') }, 'failures are declared'],
    [
      'idempotent over two types',
      { properties: property('idempotent'), params: [param('a', 'string')] },
      'the type of the first parameter',
    ],
    ['length_preserved without a length', { properties: property('length_preserved') }, 'string or array parameter'],
    [
      'monotonic without a number',
      { returns: [{ name: '$', note: '', type: 'string' }] },
      'the result must be a number',
    ],
    [
      'order_independent with one plain parameter',
      { properties: property('order_independent') },
      'an array parameter or several',
    ],
  ])('refuses %s in words that a model can act upon', (_name, change, message) => {
    expect(issues(change).join('\n')).toContain(message);
  });

  it('declares its keys in alphabetical order at every level, because servers differ in the order they keep', () => {
    const { shape } = signatureWireSchema;
    const rows = [shape.failures.unwrap(), shape.params.unwrap(), shape.properties.unwrap(), shape.returns.unwrap()];
    for (const keys of [Object.keys(shape), ...rows.map((row) => Object.keys(row.shape))])
      expect(keys).toEqual(keys.toSorted());
  });
});

const call = (args: object, change: object = {}) => ({
  args,
  expect: 'value',
  outcome_error: 'none',
  outcome_value: 4,
  ...change,
});

describe('examplesRequestSchema', () => {
  const examples = examplesRequestSchema(normaliseSignature(good, 'typescript'));
  const failing = call({ theNumber: 3 }, { expect: 'error', outcome_error: 'NOT_FINITE' });
  const judge = (...rows: object[]): string => {
    const parsed = examples.safeParse({ analysis: 'worked out step by step', examples: rows });
    return parsed.success ? 'accepted' : parsed.error.issues.map(({ message }) => message).join('\n');
  };

  it('accepts one call that works and one that fails', () => {
    expect(judge(call({ theNumber: 2 }), failing)).toBe('accepted');
  });

  it.each<[string, object[], string]>([
    ['the same arguments twice', [call({ theNumber: 3 }), failing], 'the same arguments as examples[0]'],
    [
      'a value with an error code',
      [call({ theNumber: 2 }, { outcome_error: 'NOT_FINITE' }), failing],
      'must be "none"',
    ],
    [
      'an error without a code',
      [call({ theNumber: 2 }), { ...failing, outcome_error: 'none' }],
      'must be a declared failure code',
    ],
    ['no call that works', [failing, { ...failing, args: { theNumber: 9 } }], 'expect "value"'],
    ['no call that fails', [call({ theNumber: 1 }), call({ theNumber: 2 })], 'expect "error" with one of NOT_FINITE'],
    ['an undeclared code', [call({ theNumber: 2 }), { ...failing, outcome_error: 'OTHER' }], 'Invalid option'],
    ['an argument of another type', [call({ theNumber: '2' }), failing], 'expected number'],
    ['an unknown argument', [call({ theNumber: 2, more: 1 }), failing], 'Unrecognized key'],
    ['an outcome of another type', [call({ theNumber: 2 }, { outcome_value: 'four' }), failing], 'expected number'],
  ])('refuses %s', (_name, rows, message) => {
    expect(judge(...rows)).toContain(message);
  });
});
