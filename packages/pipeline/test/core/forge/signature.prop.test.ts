import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleSpec } from '../../../src/core/forge/assemble-spec.ts';
import { toIdentifier, toKebabCase, toScreamingSnakeCase } from '../../../src/core/forge/derive-names.ts';
import { examplesRequestSchema } from '../../../src/core/forge/examples-schema.ts';
import { normaliseSignature } from '../../../src/core/forge/normalise-signature.ts';
import { signatureRequestSchema } from '../../../src/core/forge/signature-request-schema.ts';
import { signatureWireSchema, wireTypeSchema, type WireType } from '../../../src/core/forge/signature-schema.ts';
import { specSchema } from '../../../src/core/spec-schema.ts';

const name = fc.oneof(
  fc.string({ maxLength: 70, unit: 'grapheme' }),
  fc.constantFrom('class', 'default', '9lives', 'lambda', '__proto__', 'naïve Café'),
);
const language = fc.constantFrom('typescript' as const, 'python' as const);

describe('derived names', () => {
  it('are valid tool ids, identifiers and failure codes, or empty', () => {
    fc.assert(
      fc.property(name, language, (text, lang) => {
        expect(toKebabCase(text)).toMatch(/^$|^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        expect(toKebabCase(text).length).toBeLessThanOrEqual(64);
        expect(toIdentifier(text, lang, 'value')).toMatch(/^$|^[A-Za-z][A-Za-z0-9_]{0,63}$/);
        expect(toScreamingSnakeCase(text)).toMatch(/^$|^[A-Z0-9][A-Z0-9_]{0,63}$/);
      }),
    );
  });

  it('stay as they are when they are derived again', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 4 }), (words) => {
        expect(toKebabCase(words.join('-'))).toBe(words.join('-'));
        expect(toScreamingSnakeCase(words.join('_').toUpperCase())).toBe(words.join('_').toUpperCase());
      }),
    );
  });
});

const row = fc.record({
  name: fc.constantFrom('text', 'max length', 'Items', 'from', 'x1', 'value', 'flag'),
  note: fc.string({ maxLength: 20 }),
  required: fc.boolean(),
  type: fc.constantFrom(...wireTypeSchema.options),
});
const wire = fc.record({
  analysis: fc.constant('a plan of enough characters'),
  capabilities: fc.subarray(['net', 'random', 'clock'] as const),
  description: fc.constant('a description of enough characters'),
  determinism: fc.constantFrom('pure' as const, 'seeded' as const, 'external' as const),
  failures: fc.array(
    fc.record({
      code: fc.constantFrom('too long', 'EMPTY', 'badInput'),
      retryable: fc.boolean(),
      when: fc.constant('never ever'),
    }),
    { maxLength: 3 },
  ),
  name: fc.constantFrom('parse_it', 'HTTPGet', 'delete', 'Größe messen'),
  params: fc.array(row, { maxLength: 4 }),
  properties: fc.array(
    fc.record({
      kind: fc.constantFrom(
        'bounds' as const,
        'idempotent' as const,
        'monotonic' as const,
        'never_throws' as const,
        'length_preserved' as const,
        'order_independent' as const,
      ),
      statement: fc.constant('always true'),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  returns: fc.oneof(
    row.map(({ note, type }) => [{ name: '$', note, type }]),
    fc.array(
      row.map(({ name: field, note, type }) => ({ name: field, note, type })),
      { minLength: 1, maxLength: 3 },
    ),
  ),
});

const values: Readonly<Record<WireType, unknown>> = {
  string: 's',
  integer: 1,
  number: 0.5,
  boolean: true,
  object: { a: 1 },
  'string[]': ['s'],
  'integer[]': [1],
  'number[]': [0.5],
  'boolean[]': [true],
  'object[]': [{ a: 'b' }],
};

describe('a signature that the request schema accepts', () => {
  it('always becomes a valid specification, and its examples too', () => {
    let accepted = 0;
    fc.assert(
      fc.property(wire, language, (candidate, lang) => {
        const parsed = signatureRequestSchema(lang).safeParse(candidate);
        expect(signatureWireSchema.safeParse(candidate).success).toBe(true);
        if (!parsed.success) return;
        accepted += 1;
        const signature = normaliseSignature(parsed.data, lang);
        const fields = (rows: readonly { name: string; type: WireType }[]) =>
          Object.fromEntries(rows.map((field) => [field.name, values[field.type]]));
        const outcome =
          signature.returns[0]?.name === '$' ? values[signature.returns[0].type] : fields(signature.returns);
        const call = { expect: 'value', outcome_error: 'none', outcome_value: outcome };
        const failing = { ...call, expect: 'error', outcome_error: signature.failures[0]?.code ?? 'none' };
        const args = fields(signature.params);
        const [first] = signature.params;
        const other = first === undefined ? {} : { ...args, [first.name]: differing(first.type) };
        const wanted = {
          analysis: 'worked out step by step',
          examples:
            first === undefined
              ? [call]
              : [
                  { args, ...call },
                  { args: other, ...(signature.failures.length > 0 ? failing : call) },
                ],
        };
        const examples = examplesRequestSchema(signature).parse(wanted);
        const spec = assembleSpec(lang, signature, examples);
        expect(specSchema.parse(spec)).toEqual(spec);
        expect(spec.examples).toHaveLength(wanted.examples.length);
        expect(Object.keys(spec.examples[0]?.args ?? {})).toEqual(spec.params.map((param) => param.name));
      }),
      { numRuns: 400, seed: 3 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

const otherValues: Readonly<Partial<Record<WireType, unknown>>> = {
  string: 't',
  integer: 2,
  number: 1.5,
  boolean: false,
  object: {},
};

function differing(type: WireType): unknown {
  return type in otherValues ? otherValues[type] : [];
}
