import { z } from 'zod';
import { capabilitySchema } from '../spec-schema.ts';

/** Data types a model may choose from; a subset of the specification's. */
export const wireTypeSchema = z.enum([
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'string[]',
  'integer[]',
  'number[]',
  'boolean[]',
  'object[]',
]);
export type WireType = z.infer<typeof wireTypeSchema>;

/**
 * What a model is asked for first. Flat rows, everything required, small enums, and keys declared in alphabetical order:
 * one server path answers in declaration order, the other alphabetically, and both must agree. The descriptions reach the
 * model: the port writes the shape under the prompt.
 */
export const signatureWireSchema = z.strictObject({
  analysis: z.string().min(20).max(600).describe('your plan in plain words'),
  capabilities: z.array(capabilitySchema).max(7).describe('[] if the function only computes'),
  description: z.string().min(20).max(400).describe('what the function does, 1 or 2 sentences'),
  determinism: z.enum(['pure', 'seeded', 'external']),
  failures: z
    .array(
      z.strictObject({
        code: z.string().min(3).max(40).describe('UPPER_CASE'),
        retryable: z.boolean(),
        when: z.string().min(5).max(200).describe('the exact condition'),
      }),
    )
    .max(8)
    .describe('[] if it never fails'),
  name: z.string().min(3).max(48).describe('two or three words joined by _'),
  params: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        note: z.string().max(200).describe('meaning and limits'),
        required: z.boolean(),
        type: wireTypeSchema,
      }),
    )
    .max(8),
  properties: z
    .array(
      z.strictObject({
        kind: z.enum([
          'bounds',
          'custom',
          'deterministic',
          'idempotent',
          'length_preserved',
          'monotonic',
          'never_throws',
          'order_independent',
          'round_trip',
        ]),
        statement: z.string().min(10).max(240).describe('what is true for every valid input'),
      }),
    )
    .min(1)
    .max(6),
  returns: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64).describe('$ for a plain value'),
        note: z.string().max(200).describe('meaning and unit'),
        type: wireTypeSchema,
      }),
    )
    .min(1)
    .max(8),
});
export type SignatureWire = z.infer<typeof signatureWireSchema>;
