import type { CandidateFiles } from '../candidate.ts';
import type { ForgeReply } from '../forge/forge-draft.ts';
import type { ForgeRequest } from '../forge/forge-request-schema.ts';
import { modelSources, type ModelSource } from './model-source.ts';
import { sha256Hex } from './sha256-hex.ts';

/** An in-toto resource: at least a `uri` or a `digest` says what is meant. */
export interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: { readonly sha256: string };
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An in-toto Statement v1 with a SLSA provenance v1 predicate; unsigned. */
export interface ProvenanceStatement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: 'https://slsa.dev/provenance/v1';
  readonly predicate: {
    readonly buildDefinition: {
      readonly buildType: string;
      readonly externalParameters: Readonly<Record<string, unknown>>;
      readonly resolvedDependencies: readonly ResourceDescriptor[];
    };
    readonly runDetails: {
      readonly builder: { readonly id: string; readonly version: { readonly machinist: string } };
      readonly metadata?: { readonly startedOn?: string; readonly finishedOn?: string };
      readonly byproducts: readonly ResourceDescriptor[];
    };
  };
}

/** What a statement is made of. Times are RFC 3339, UTC. */
export interface ProvenanceInput {
  readonly files: CandidateFiles;
  readonly request: ForgeRequest;
  readonly replies: readonly ForgeReply[];
  readonly transcriptSha256: string;
  readonly machinistVersion: string;
  /** Version by program name: node, vitest, typescript, bwrap. */
  readonly toolchain: Readonly<Record<string, string>>;
  readonly startedOn?: string;
  readonly finishedOn?: string;
}

/** What the forge's build type means: `externalParameters` and how the files come from them. */
export const forgeBuildType = 'urn:machinist:build-type:forge:v1';

/** Says who made the tool and test files, from what, and with what. One local machine is no isolated builder: SLSA build level 1 at most. */
export function buildProvenanceStatement(input: ProvenanceInput): ProvenanceStatement {
  const { files, request, machinistVersion, startedOn, finishedOn } = input;
  const { 'spec.json': spec, ...made } = files;
  const times = {
    ...(startedOn === undefined ? {} : { startedOn }),
    ...(finishedOn === undefined ? {} : { finishedOn }),
  };
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: Object.entries(made)
      .map(([name, content]) => ({ name, digest: { sha256: sha256Hex(content) } }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: forgeBuildType,
        externalParameters: {
          goal: request.goal,
          language: request.language,
          ...(spec === undefined ? {} : { spec: { digest: { sha256: sha256Hex(spec) } } }),
          model: request.model,
          modelOptions: request.modelOptions,
          seed: request.seed,
          maxRepairRounds: request.maxRepairRounds,
        },
        resolvedDependencies: [
          ...modelSources(input.replies).map(sourceDescriptor),
          ...Object.entries(input.toolchain)
            .toSorted(([left], [right]) => (left < right ? -1 : 1))
            .map(([name, version]) => ({
              name,
              uri: `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`,
            })),
        ],
      },
      runDetails: {
        builder: {
          id: `pkg:npm/machinist@${encodeURIComponent(machinistVersion)}`,
          version: { machinist: machinistVersion },
        },
        ...(Object.keys(times).length === 0 ? {} : { metadata: times }),
        byproducts: [{ name: 'transcript', digest: { sha256: input.transcriptSha256 }, mediaType: 'application/json' }],
      },
    },
  };
}

function sourceDescriptor(source: ModelSource): ResourceDescriptor {
  if (source.kind === 'authored')
    return { name: 'authored text', uri: 'urn:machinist:authored', annotations: { origin: 'authored' } };
  return {
    name: source.name,
    uri: `urn:machinist:ollama-model:${encodeURIComponent(source.name)}`,
    ...(source.sha256 === null ? {} : { digest: { sha256: source.sha256 } }),
    annotations: {
      origin: source.origin,
      ...(source.serverVersion === null ? {} : { serverVersion: source.serverVersion }),
    },
  };
}
