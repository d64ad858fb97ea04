import { z } from 'zod';
import { LlmError } from '../errors.ts';
import { timeoutsSchema } from './timeouts-schema.ts';

// A Go duration. A bare number is none, except zero.
const duration = z
  .string()
  .regex(/^-?(?:0|(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+)$/, 'use a Go duration like "10m" or "1h30m"');

/** The settings of a live client with their defaults. Strict: a misspelled one would be lost. */
export const clientSettingsSchema = z.strictObject({
  host: z.string().optional(),
  timeouts: timeoutsSchema.default(() => timeoutsSchema.parse({})),
  keepAlive: duration.default('10m'),
  allowCloud: z.boolean().default(false),
  callsPerModel: z.int().min(1).max(64).default(1),
  resends: z.int().min(0).max(10).default(2),
});

/** The settings of a live client. */
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

/** The settings, checked and complete. Throws `INVALID_REQUEST` with the paths that are wrong. */
export function parseClientSettings(settings: unknown): ClientSettings {
  const parsed = clientSettingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`);
  throw new LlmError('INVALID_REQUEST', `The client options are not valid: ${problems.join('; ')}.`, {
    cause: parsed.error,
  });
}
