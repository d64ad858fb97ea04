import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeSchema } from '../../src/core/describe-schema.ts';
import { compileGrammar, toJsonSchema } from '../../src/index.ts';

const compile = (schema: z.ZodType): ReturnType<typeof compileGrammar> => compileGrammar(toJsonSchema(schema));

describe('compileGrammar', () => {
  it('keeps what servers enforce', () => {
    const schema = z.strictObject({
      kind: z.enum(['a', 'b']),
      name: z.string().min(3).max(40),
      rows: z.array(z.strictObject({ n: z.int().min(1).max(9) })).max(8),
    });
    expect(compile(schema)).toMatchObject({
      mode: 'schema',
      deferred: [],
      format: {
        type: 'object',
        properties: {
          kind: { type: 'string', enum: ['a', 'b'] },
          name: { type: 'string', minLength: 3, maxLength: 40 },
          rows: {
            type: 'array',
            maxItems: 8,
            items: { properties: { n: { type: 'integer', minimum: 1, maximum: 9 } } },
          },
        },
        required: ['kind', 'name', 'rows'],
        additionalProperties: false,
      },
    });
  });

  it.each([
    ['email', z.object({ v: z.email() }), ['$.v: format', '$.v: pattern']],
    ['ISO date-time', z.object({ v: z.iso.datetime() }), ['$.v: format', '$.v: pattern']],
    ['regex', z.object({ v: z.string().regex(/(?:a)/).max(5) }), ['$.v: maxLength', '$.v: pattern']],
    ['number bounds', z.object({ v: z.number().min(1).multipleOf(2) }), ['$.v: minimum', '$.v: multipleOf']],
    ['url', z.object({ v: z.url() }), ['$.v: format']],
    ['long text', z.object({ v: z.string().max(5000) }), ['$.v: maxLength above 1000']],
    ['record', z.object({ v: z.record(z.string(), z.int()) }), ['$.v: propertyNames']],
    ['anything', z.object({ v: z.unknown() }), ['$.v: any JSON value']],
    ['tuple', z.object({ v: z.tuple([z.string(), z.int()]) }), []],
  ])('sends nothing that breaks the converter for %s and reports it', (_name, schema, deferred) => {
    const compiled = compile(schema);
    expect(compiled.deferred.toSorted()).toEqual(deferred);
    expect(JSON.stringify(compiled.format)).not.toMatch(
      /pattern|format|prefixItems|\$ref|\$defs|propertyNames|multipleOf|"any JSON/,
    );
  });

  it('turns unions into anyOf, literals into enums, and recursion into plain JSON values', () => {
    const union = z.object({
      v: z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b'), n: z.json() })]),
    });
    const text = JSON.stringify(compile(union).format);
    expect(text).toContain('"anyOf":[{"type":"object"');
    expect(text).toContain('"enum":["a"]');
    expect(text).not.toContain('$ref');
    type Tree = { children: Tree[] };
    const tree: z.ZodType<Tree> = z.object({
      get children() {
        return z.array(tree);
      },
    });
    expect(JSON.stringify(compile(tree).format)).not.toContain('$ref');
  });

  it('falls back to JSON mode, and says so, when the schema is too large', () => {
    const wide = z.object(Object.fromEntries(Array.from({ length: 61 }, (_, index) => [`k${index}`, z.string()])));
    expect(compile(wide)).toEqual({ format: 'json', mode: 'json', enforced: [], deferred: ['$: the whole schema'] });
    expect(compile(z.array(wide))).toMatchObject({ format: undefined, mode: 'none' });
  });
});

describe('describeSchema', () => {
  it('shows the model the whole contract, limits the grammar cannot hold included', () => {
    const schema = z.strictObject({
      name: z.string().min(3).max(48).describe('lower case'),
      kind: z.enum(['a', 'b']),
      mail: z.email(),
      rows: z
        .array(z.strictObject({ n: z.int().max(9), note: z.string().optional() }))
        .min(1)
        .max(8),
      any: z.json(),
      pair: z.tuple([z.string(), z.null()]),
      map: z.record(z.string(), z.boolean()),
    });
    expect(describeSchema(toJsonSchema(schema))).toBe(
      `{
  "name": string (3 to 48 characters),  // lower case
  "kind": "a" | "b",
  "mail": string (format email),
  "rows": [ {
    "n": integer (at most 9),
    "note": string  // may be left out
  }, ... ] (1 to 8 items),
  "any": any JSON value,
  "pair": [string, null],
  "map": { any key: boolean }
}`,
    );
  });
});
