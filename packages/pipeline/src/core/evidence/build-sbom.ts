import type { CandidateFiles } from '../candidate.ts';
import { toolPath } from '../forge/candidate-files.ts';
import type { ForgeReply } from '../forge/forge-draft.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { modelSources, type ModelSource } from './model-source.ts';
import { sha256Hex } from './sha256-hex.ts';

/** One component of a CycloneDX document. */
export interface SbomComponent {
  readonly type: 'library' | 'application' | 'file' | 'machine-learning-model' | 'data';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly scope?: 'required' | 'optional' | 'excluded';
  readonly hashes?: readonly { readonly alg: 'SHA-256'; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** A CycloneDX 1.6 document. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: {
    readonly timestamp?: string;
    readonly tools: { readonly components: readonly SbomComponent[] };
    readonly component: SbomComponent;
  };
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** What an SBOM is made of. */
export interface SbomInput {
  readonly spec: ToolSpec;
  readonly files: CandidateFiles;
  /** Semantic version under which the tool is admitted. */
  readonly toolVersion: string;
  /** Empty for a tool that was not forged here. */
  readonly replies: readonly ForgeReply[];
  readonly machinistVersion: string;
  /** Version by program name. */
  readonly toolchain: Readonly<Record<string, string>>;
  /** RFC 3339, UTC. */
  readonly timestamp?: string;
}

/** Lists the tool, what it needs, what judged it and who wrote it: a model as such, authored text as authored and without a digest. */
export function buildSbom(input: SbomInput): Sbom {
  const { spec, files, toolVersion } = input;
  const toolRef = `tool:${spec.name}@${toolVersion}`;
  const source = files[toolPath(spec.language)];
  const dependencies = spec.dependencies.map((name): SbomComponent => ({
    type: 'library',
    'bom-ref': `dependency:${name}`,
    name,
    scope: 'required',
  }));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(input.timestamp === undefined ? {} : { timestamp: input.timestamp }),
      tools: { components: [machinistComponent(input.machinistVersion)] },
      component: {
        type: 'library',
        'bom-ref': toolRef,
        name: spec.name,
        version: toolVersion,
        description: spec.description,
        ...(source === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256Hex(source) }] }),
      },
    },
    components: [
      ...dependencies,
      ...Object.entries(input.toolchain)
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, version]) => toolchainComponent(name, version)),
      ...modelSources(input.replies).map(sourceComponent),
    ],
    dependencies: [{ ref: toolRef, dependsOn: dependencies.map((component) => component['bom-ref']) }],
  };
}

function machinistComponent(version: string): SbomComponent {
  return { type: 'application', 'bom-ref': `machinist@${version}`, name: 'machinist', version };
}

/** Toolchain and model made or judged the tool; neither is needed to run it. */
function toolchainComponent(name: string, version: string): SbomComponent {
  return { type: 'application', 'bom-ref': `toolchain:${name}@${version}`, name, version, scope: 'excluded' };
}

function sourceComponent(source: ModelSource): SbomComponent {
  if (source.kind === 'authored')
    return {
      type: 'data',
      'bom-ref': 'authored-text',
      name: 'authored text',
      description: 'The replies were written by a person. No model produced them, so there is no digest.',
      scope: 'excluded',
      properties: [{ name: 'machinist:origin', value: 'authored' }],
    };
  return {
    type: 'machine-learning-model',
    'bom-ref': `model:${source.name}@${source.sha256 ?? 'unknown'}`,
    name: source.name,
    scope: 'excluded',
    ...(source.sha256 === null ? {} : { hashes: [{ alg: 'SHA-256', content: source.sha256 }] }),
    properties: [{ name: 'machinist:origin', value: source.origin }],
  };
}
