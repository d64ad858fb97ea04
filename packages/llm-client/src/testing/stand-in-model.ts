import { createHash } from 'node:crypto';
import { withTag } from '../core/model-name.ts';

/** A model that the stand-in claims to have installed. */
export interface StandInModel {
  readonly name: string;
  /** 64 hex characters; made from the name when left out. */
  readonly digest?: string;
  readonly contextLength?: number;
  /** `null` behaves like an old server that lists none. */
  readonly capabilities?: readonly string[] | null;
  /** Makes it a model of somebody else's machine. */
  readonly remoteHost?: string;
}

/** The digest of a model that names none. */
export function standInDigest(name: string): string {
  return createHash('sha256').update(withTag(name)).digest('hex');
}

/** The item of GET /api/tags. */
export function toTag(model: StandInModel): object {
  const capabilities = capabilitiesOf(model);
  return {
    name: model.name,
    model: model.name,
    modified_at: '2026-01-01T10:00:00.123456789+01:00',
    size: 2_000_000_000,
    digest: model.digest ?? standInDigest(model.name),
    details: {
      parent_model: '',
      format: 'gguf',
      family: 'stand-in',
      families: ['stand-in'],
      parameter_size: '3.2B',
      quantization_level: 'Q4_K_M',
    },
    ...(capabilities === null ? {} : { capabilities }),
    ...(model.remoteHost === undefined ? {} : { remote_model: model.name, remote_host: model.remoteHost }),
  };
}

/** The answer of POST /api/show. */
export function toShow(model: StandInModel): object {
  const capabilities = capabilitiesOf(model);
  return {
    template: '{{ .Prompt }}',
    details: { format: 'gguf', family: 'stand-in' },
    model_info: { 'general.architecture': 'standin', 'standin.context_length': contextLengthOf(model) },
    modified_at: '2026-01-01T10:00:00.123456789+01:00',
    ...(capabilities === null ? {} : { capabilities }),
  };
}

/** Capabilities with the default (`completion` alone) filled in. */
export function capabilitiesOf(model: StandInModel): readonly string[] | null {
  return model.capabilities === undefined ? ['completion'] : model.capabilities;
}

/** The context length that the model was made for. */
export function contextLengthOf(model: StandInModel): number {
  return model.contextLength ?? 131_072;
}
