import { z } from 'zod';
import { languageSchema } from '../spec-schema.ts';

/** What a forge is asked for. Every model option has an explicit value: an unset value is an unrecorded value. */
export const forgeRequestSchema = z.strictObject({
  /** What the user wants, in plain words. */
  goal: z.string().trim().min(1, 'must not be empty').max(4000),
  /** Name of the model, as the model port knows it. */
  model: z.string().min(1).max(200),
  language: languageSchema,
  modelOptions: z
    .strictObject({
      /** Temperature of the first attempt of each stage; further attempts use at least 0.2 and 0.5. */
      temperature: z.number().min(0).max(2).default(0),
      /** Context size in tokens, the same for every call: a change reloads the model. */
      numCtx: z.int().min(2048).max(262_144).default(8192),
      /** Most tokens of one answer; `null` takes the stage's own limit. Raise it for models that think first. */
      numPredict: z.int().min(64).max(65_536).nullable().default(null),
    })
    .prefault({}),
  /** How often the code may be repaired after a failed check. */
  maxRepairRounds: z.int().min(0).max(2).default(2),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 10_000)
    .default(7),
});
export type ForgeRequest = z.infer<typeof forgeRequestSchema>;
export type ForgeRequestInput = z.input<typeof forgeRequestSchema>;
