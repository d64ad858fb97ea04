import { z } from 'zod';

/** Answer of GET /api/version. */
export const versionSchema = z.looseObject({ version: z.string() });

const tagSchema = z.looseObject({
  name: z.string(),
  digest: z.string().optional(),
  size: z.number().optional(),
  modified_at: z.string().optional(),
  details: z
    .looseObject({
      family: z.string().optional(),
      parameter_size: z.string().optional(),
      quantization_level: z.string().optional(),
    })
    .optional(),
  capabilities: z.array(z.string()).nullish(),
  remote_model: z.string().optional(),
  remote_host: z.string().optional(),
});

/** Answer of GET /api/tags. */
export const tagsSchema = z.looseObject({
  models: z
    .array(tagSchema)
    .nullable()
    .transform((models) => models ?? []),
});

/** Answer of POST /api/show, as far as it is used. */
export const showSchema = z.looseObject({
  capabilities: z.array(z.string()).nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
});

/** A model that the server has installed. Facts that an older server does not tell are null. */
export interface InstalledModel {
  readonly name: string;
  /** SHA-256 of the manifest, 64 hex characters. */
  readonly digest: string | null;
  readonly sizeBytes: number | null;
  readonly family: string | null;
  readonly parameterSize: string | null;
  readonly quantization: string | null;
  readonly capabilities: readonly string[] | null;
  /** True when the model would run on somebody else's machine. */
  readonly isRemote: boolean;
}

/** One item of the tags answer under this package's names. */
export function toInstalledModel(tag: z.infer<typeof tagSchema>): InstalledModel {
  return {
    name: tag.name,
    digest: tag.digest !== undefined && /^[0-9a-f]{64}$/.test(tag.digest) ? tag.digest : null,
    sizeBytes: tag.size ?? null,
    family: tag.details?.family ?? null,
    parameterSize: tag.details?.parameter_size ?? null,
    quantization: tag.details?.quantization_level ?? null,
    capabilities: tag.capabilities ?? null,
    isRemote: (tag.remote_host ?? tag.remote_model ?? '') !== '',
  };
}

/** The context length that the model was made for, out of the show answer. */
export function readContextLength(show: z.infer<typeof showSchema>): number | null {
  const architecture = show.model_info?.['general.architecture'];
  const length = typeof architecture === 'string' ? show.model_info?.[`${architecture}.context_length`] : undefined;
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : null;
}
