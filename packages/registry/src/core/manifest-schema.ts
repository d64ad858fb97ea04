import { z } from 'zod';
import { maxBytes, maxObjects } from './limits.ts';
import { sha256Schema, timestampSchema, toolIdSchema, versionSchema } from './name-schemas.ts';
import { languageSchema, versionFiles } from './version-files.ts';

const reasonSchema = z.string().trim().min(1).max(2000);

/** Why a person promoted a version that the gate had deferred. */
export const acceptanceSchema = z.strictObject({ reason: reasonSchema });
export type Acceptance = z.infer<typeof acceptanceSchema>;

/** `fail` is no member: what the gate has evidence against is never stored. */
export const admittedVerdictSchema = z.enum(['pass', 'deferred']);
export type AdmittedVerdict = z.infer<typeof admittedVerdictSchema>;

/** Where the text came from; `external`: the candidate was handed in, nothing is known of its maker. Only `origin` and `model` are read; everything else is kept as it is. */
export const modelProvenanceSchema = z
  .looseObject({
    origin: z.enum(['authored', 'recorded', 'model', 'external']),
    model: z.string().max(200).nullable().optional(),
  })
  .catchall(z.json());
export type ModelProvenance = z.infer<typeof modelProvenanceSchema>;

export const tagsSchema = z.array(toolIdSchema).max(20);

/** Name of an object inside a version: segments of letters, digits, dots, underscores, hyphens. */
export const objectNameSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, 'must be plain path segments');

const fileEntrySchema = z.strictObject({
  sha256: sha256Schema,
  size: z.int().min(0).max(maxBytes.document),
  mediaType: z.string().max(100),
});

const objectEntrySchema = z.strictObject({
  name: objectNameSchema,
  sha256: sha256Schema,
  size: z.int().min(0).max(maxBytes.object),
});

/** `manifest.json` (manifestVersion 1): what a version is, and the digest of each of its files. Canonical JSON on disk. */
export const manifestSchema = z.strictObject({
  manifestVersion: z.literal(1),
  toolId: toolIdSchema,
  version: versionSchema,
  baseVersion: versionSchema.nullable(),
  bump: z.enum(['initial', 'major', 'minor', 'patch']),
  reason: z.string().max(500),
  language: languageSchema,
  verdict: admittedVerdictSchema,
  acceptance: acceptanceSchema.nullable(),
  admittedAt: timestampSchema,
  contentSha256: sha256Schema,
  modelProvenance: modelProvenanceSchema,
  tags: tagsSchema,
  files: z.record(
    z.string().refine((path) => versionFiles.includes(path), 'is no file of a version'),
    fileEntrySchema,
  ),
  objects: z.array(objectEntrySchema).max(maxObjects),
});
export type Manifest = z.infer<typeof manifestSchema>;
