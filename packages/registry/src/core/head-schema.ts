import { z } from 'zod';
import { acceptanceSchema, admittedVerdictSchema, modelProvenanceSchema, tagsSchema } from './manifest-schema.ts';
import { sha256Schema, timestampSchema, toolIdSchema, versionSchema } from './name-schemas.ts';
import { languageSchema } from './version-files.ts';

const versionPathSchema = z.string().regex(/^versions\/\d+\.\d+\.\d+\/[a-z.]+$/, 'must be a path below versions/');
/** Words of a person that are kept. */
export const noteSchema = z.string().trim().min(1).max(2000);

const versionRecordSchema = z.strictObject({
  status: z.enum(['promoted', 'yanked']),
  yanked: z.strictObject({ reason: noteSchema, at: timestampSchema }).nullable(),
  verdict: admittedVerdictSchema,
  acceptance: acceptanceSchema.nullable(),
  admittedAt: timestampSchema,
  manifestSha256: sha256Schema,
  contentSha256: sha256Schema,
});
export type VersionRecord = z.infer<typeof versionRecordSchema>;

/** Said about a whole tool; it stays usable. */
const deprecationSchema = z.strictObject({
  message: noteSchema,
  replacedBy: toolIdSchema.nullable(),
  at: timestampSchema,
});

/**
 * `metadata.json` (formatVersion 1), the head of a tool and its only mutable file. The fields from `spec` to
 * `acceptance` speak of `latest`; paths are relative to the tool's folder.
 */
export const headSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    toolId: toolIdSchema,
    language: languageSchema,
    description: z.string().min(1).max(2000),
    latest: versionSchema,
    spec: versionPathSchema,
    codePath: versionPathSchema,
    testsPath: versionPathSchema,
    testResults: versionPathSchema,
    securityPolicy: versionPathSchema,
    capabilityProfile: versionPathSchema,
    capabilities: z.array(z.string().max(64)).max(64),
    dependencies: z.array(z.string().max(214)).max(256),
    modelProvenance: modelProvenanceSchema,
    tags: tagsSchema,
    verdict: admittedVerdictSchema,
    acceptance: acceptanceSchema.nullable(),
    deprecated: deprecationSchema.nullable(),
    updatedAt: timestampSchema,
    versions: z.record(versionSchema, versionRecordSchema),
  })
  .refine((head) => Object.hasOwn(head.versions, head.latest), {
    path: ['latest'],
    message: 'must be one of versions',
  });
export type Head = z.infer<typeof headSchema>;
