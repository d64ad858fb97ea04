import { z } from 'zod';

const identifierPattern = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const baseTypes = 'string|integer|number|boolean|null|object|json';
const typePattern = new RegExp(`^(?:${baseTypes})(?:\\[\\])*(?:\\s*\\|\\s*(?:${baseTypes})(?:\\[\\])*)*$`);

/** A data type of the specification: `string`, `integer[]`, `number | null`, ... */
export const dataTypeSchema = z
  .string()
  .max(200)
  .regex(
    typePattern,
    'must be one of string integer number boolean null object json, each also with [], unions with |',
  );

/** A tool id: lower-case letters, digits and single hyphens, 1 to 64 characters. */
export const toolNameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');

/** What a tool may need beyond computing. */
export const capabilitySchema = z.enum(['fs_read', 'fs_write', 'net', 'env', 'clock', 'random', 'process']);
export type Capability = z.infer<typeof capabilitySchema>;

export const languageSchema = z.enum(['typescript', 'python']);
export type Language = z.infer<typeof languageSchema>;

const parameterSchema = z.strictObject({
  name: z.string().max(64).regex(identifierPattern, 'must be an identifier'),
  type: dataTypeSchema,
  required: z.boolean(),
  note: z.string().max(400),
});

const returnFieldSchema = z.strictObject({
  name: z.union([z.literal('$'), z.string().max(64).regex(identifierPattern, 'must be $ or an identifier')]),
  type: dataTypeSchema,
  note: z.string().max(400),
});

const failureCodeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/, 'must be SCREAMING_SNAKE_CASE');

const failureSchema = z.strictObject({
  code: failureCodeSchema,
  when: z.string().min(1).max(400),
  retryable: z.boolean(),
});

const exampleSchema = z.discriminatedUnion('expect', [
  z.strictObject({ args: z.record(z.string(), z.json()), expect: z.literal('value'), value: z.json() }),
  z.strictObject({ args: z.record(z.string(), z.json()), expect: z.literal('error'), error: failureCodeSchema }),
]);

const propertySchema = z.strictObject({
  kind: z.enum([
    'bounds',
    'deterministic',
    'idempotent',
    'length_preserved',
    'monotonic',
    'never_throws',
    'order_independent',
    'round_trip',
    'custom',
  ]),
  statement: z.string().min(1).max(400),
});

/** The tool contract, `spec.json` (specVersion 1). Strict: an unknown key is refused. */
export const specSchema = z.strictObject({
  specVersion: z.literal(1),
  language: languageSchema,
  name: toolNameSchema,
  functionName: z.string().max(64).regex(identifierPattern, 'must be an identifier'),
  description: z.string().min(1).max(2000),
  params: z.array(parameterSchema).max(16),
  returns: z.array(returnFieldSchema).min(1).max(16),
  failures: z.array(failureSchema).max(16),
  determinism: z.enum(['pure', 'seeded', 'external']),
  capabilities: z.array(capabilitySchema).max(7),
  examples: z.array(exampleSchema).max(50),
  properties: z.array(propertySchema).max(20),
  dependencies: z.array(z.string().min(1).max(214)).max(20),
});
export type ToolSpec = z.infer<typeof specSchema>;
