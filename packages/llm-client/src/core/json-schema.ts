import { z } from 'zod';

/** One JSON Schema node, as plain data. */
export type JsonSchema = Record<string, unknown>;

/** The JSON Schema of what the model is to write: the input side of the zod schema. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' }) as JsonSchema;
}

/** True for an object node (and not for the boolean schemas `true` and `false`). */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
