import semver from 'semver';
import { canonicalJson } from './canonical-json.ts';
import type { Head, VersionRecord } from './head-schema.ts';
import type { Manifest } from './manifest-schema.ts';
import type { SpecFields } from './spec-fields-schema.ts';
import { evidenceFile, toolFile } from './version-files.ts';

/** The version a tool means when none is named: the highest that is not yanked, else the highest. */
export function latestVersion(versions: Readonly<Record<string, Pick<VersionRecord, 'status'>>>): string | null {
  const sorted = semver.rsort(Object.keys(versions));
  return sorted.find((version) => versions[version]?.status === 'promoted') ?? sorted[0] ?? null;
}

/** How the head remembers one version. */
export function versionRecord(manifest: Manifest, manifestSha256: string): VersionRecord {
  return {
    status: 'promoted',
    yanked: null,
    verdict: manifest.verdict,
    acceptance: manifest.acceptance,
    admittedAt: manifest.admittedAt,
    manifestSha256,
    contentSha256: manifest.contentSha256,
  };
}

/** The head that describes `latest` and lists every version. */
export function buildHead(input: {
  readonly latest: { readonly manifest: Manifest; readonly spec: SpecFields };
  readonly versions: Readonly<Record<string, VersionRecord>>;
  readonly deprecated: Head['deprecated'];
  readonly updatedAt: string;
}): Head {
  const { manifest, spec } = input.latest;
  const folder = `versions/${manifest.version}`;
  return {
    formatVersion: 1,
    toolId: manifest.toolId,
    language: manifest.language,
    description: spec.description,
    latest: manifest.version,
    spec: `${folder}/spec.json`,
    codePath: `${folder}/${toolFile(manifest.language)}`,
    testsPath: `${folder}/tests`,
    testResults: `${folder}/${evidenceFile('results')}`,
    securityPolicy: `${folder}/${evidenceFile('policy')}`,
    capabilityProfile: `${folder}/${evidenceFile('capabilities')}`,
    capabilities: spec.capabilities,
    dependencies: spec.dependencies,
    modelProvenance: manifest.modelProvenance,
    tags: manifest.tags,
    verdict: manifest.verdict,
    acceptance: manifest.acceptance,
    deprecated: input.deprecated,
    updatedAt: input.updatedAt,
    versions: Object.fromEntries(
      Object.entries(input.versions).toSorted(([left], [right]) => semver.compare(left, right)),
    ),
  };
}

/** The bytes of `metadata.json`: indented, since people read it. Throws on values JSON cannot carry. */
export function headText(head: Head): string {
  canonicalJson(head);
  return `${JSON.stringify(head, null, 2)}\n`;
}
