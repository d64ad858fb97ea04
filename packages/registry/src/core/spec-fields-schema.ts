import { z } from 'zod';
import { toolIdSchema } from './name-schemas.ts';
import { languageSchema } from './version-files.ts';

/**
 * The fields of `spec.json` the registry relies on. Tolerant of the others: the whole contract is the pipeline's.
 */
export const specFieldsSchema = z.looseObject({
  specVersion: z.literal(1),
  name: toolIdSchema,
  language: languageSchema,
  functionName: z.string().min(1).max(64),
  description: z.string().min(1).max(2000),
  params: z.array(z.looseObject({ name: z.string(), type: z.string(), required: z.boolean() })).max(64),
  returns: z.array(z.looseObject({ name: z.string(), type: z.string() })).max(64),
  failures: z.array(z.looseObject({ code: z.string() })).max(256),
  determinism: z.string().max(64),
  capabilities: z.array(z.string().max(64)).max(64),
  examples: z.array(z.json()).max(1000),
  properties: z.array(z.json()).max(1000),
  dependencies: z.array(z.string().max(214)).max(256),
});

/** A spec as far as the registry reads it. */
export type SpecFields = z.infer<typeof specFieldsSchema>;
