import { z } from 'zod';
import { maxObjects } from './limits.ts';
import { acceptanceSchema, admittedVerdictSchema, objectNameSchema, tagsSchema } from './manifest-schema.ts';
import type { Acceptance, AdmittedVerdict, ModelProvenance } from './manifest-schema.ts';
import { toolIdSchema } from './name-schemas.ts';
import { evidenceNames, languageSchema, type EvidenceName, type Language } from './version-files.ts';

/** The version an admission is about to become, once its number is decided. */
export interface PlannedVersion {
  readonly toolId: string;
  readonly version: string;
  /** SHA-256 over spec, tool and tests. */
  readonly contentSha256: string;
  /** Each evidence document exactly as it will be stored: what an attestation hashes. */
  readonly evidenceText: Readonly<Partial<Record<EvidenceName, string>>>;
}

/** What is asked to become a version. `fail` is no verdict here, and `deferred` needs an `acceptance`. */
export interface Admission {
  readonly toolId: string;
  readonly language: Language;
  readonly status: 'promoted';
  readonly verdict: AdmittedVerdict;
  /** Why a person takes a deferred version all the same; shown for ever. Required for `deferred`, refused for `pass`. */
  readonly acceptance?: Acceptance | undefined;
  /** `spec.json`: its `name` is the tool id. */
  readonly spec: object;
  /** Tool and tests by path, UTF-8; the paths are those of a candidate folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** JSON objects; `results`, `policy` and `capabilities` are required. */
  readonly evidence: Readonly<Partial<Record<EvidenceName, object | undefined>>>;
  /** Gives the evidence that names the version itself (attestation, provenance); called once, while the tool is locked. */
  readonly attest?: ((planned: PlannedVersion) => Promise<Admission['evidence']>) | undefined;
  /** Where the text came from: `origin`, `model` and whatever else is known. */
  readonly modelProvenance: Pick<ModelProvenance, 'origin'> & { readonly model?: string | null | undefined };
  /** Words to find the tool by; grammar of a tool id. */
  readonly tags?: readonly string[] | undefined;
  /** Transcripts and logs; stored once per content. */
  readonly objects?: readonly { readonly name: string; readonly content: string | Uint8Array }[] | undefined;
}

const contentSchema = z.union([z.string(), z.instanceof(Uint8Array)]);
const documentSchema = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be a JSON object',
);

/** Checks the shape of an admission; the contents of its documents are checked in `prepareVersion`. */
export const admissionSchema = z
  .strictObject({
    toolId: toolIdSchema,
    language: languageSchema,
    status: z.literal('promoted'),
    verdict: admittedVerdictSchema,
    acceptance: acceptanceSchema.optional(),
    spec: documentSchema,
    files: z.record(z.string().max(200), contentSchema),
    evidence: z.partialRecord(z.enum(evidenceNames), documentSchema.optional()),
    attest: z
      .custom<NonNullable<Admission['attest']>>((value) => typeof value === 'function', 'must be a function')
      .optional(),
    modelProvenance: documentSchema,
    tags: tagsSchema.optional(),
    objects: z
      .array(z.strictObject({ name: objectNameSchema, content: contentSchema }))
      .max(maxObjects)
      .optional(),
  })
  .refine((admission) => (admission.verdict === 'deferred') === (admission.acceptance !== undefined), {
    path: ['acceptance'],
    message: 'must be there for a deferred verdict, and only for that',
  });
