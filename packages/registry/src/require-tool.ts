import { latestVersion } from './core/build-head.ts';
import { assertToolId, assertVersion } from './core/name-schemas.ts';
import type { Head, VersionRecord } from './core/head-schema.ts';
import type { Manifest } from './core/manifest-schema.ts';
import { readRecord } from './core/read-record.ts';
import { specFieldsSchema, type SpecFields } from './core/spec-fields-schema.ts';
import { RegistryError } from './errors.ts';
import { readHead } from './read-head.ts';
import { readVersion } from './read-version.ts';
import type { Store } from './store.ts';

/** A head the log vouches for, with its digest; null when the tool was never admitted. Throws INTEGRITY_FAILED. */
export function trustedHead(store: Store, toolId: string): { head: Head; sha256: string } | null {
  const reading = readHead(store, toolId);
  if (reading.status === 'damaged') {
    throw new RegistryError(
      'INTEGRITY_FAILED',
      `${toolId}/metadata.json is not trusted (${reading.code}): ${reading.message}. Run verify and restore the registry from a copy.`,
    );
  }
  return reading.status === 'current' ? reading : null;
}

/** Like `trustedHead`; throws INVALID_TOOL_ID and TOOL_NOT_FOUND too. */
export function requireHead(store: Store, toolId: string): { head: Head; sha256: string } {
  assertToolId(toolId);
  const found = trustedHead(store, toolId);
  if (found === null) {
    throw new RegistryError(
      'TOOL_NOT_FOUND',
      `No tool ${JSON.stringify(toolId)} in ${store.root}: list shows what there is.`,
    );
  }
  return found;
}

/** The record of a version, or of the one meant when none is named. Throws INVALID_VERSION and VERSION_NOT_FOUND. */
export function selectVersion(head: Head, version?: string): { version: string; record: VersionRecord } {
  if (version !== undefined) assertVersion(version);
  const selected = version ?? latestVersion(head.versions) ?? head.latest;
  const record = Object.hasOwn(head.versions, selected) ? head.versions[selected] : undefined;
  if (record === undefined) {
    const known = Object.keys(head.versions).join(', ');
    throw new RegistryError('VERSION_NOT_FOUND', `${head.toolId} has no version ${selected}: it has ${known}.`);
  }
  return { version: selected, record };
}

/** A version whose every byte is the admitted one. */
export interface TrustedVersion {
  readonly manifest: Manifest;
  readonly spec: SpecFields;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Reads a version and throws INTEGRITY_FAILED with everything found when a single byte differs. */
export function requireVersion(store: Store, toolId: string, version: string, manifestSha256: string): TrustedVersion {
  const { manifest, files, problems } = readVersion(store, toolId, version, manifestSha256);
  const found = problems.map(({ path, code }) => `${path} ${code}`).join(', ');
  const spec = readRecord(files.get('spec.json') ?? new Uint8Array(), specFieldsSchema).value;
  if (manifest === null || spec === null || problems.length > 0) {
    throw new RegistryError(
      'INTEGRITY_FAILED',
      `${toolId} ${version} is not what was admitted (${found || 'spec.json FILE_MISSING'}): do not use it; restore it from a copy.`,
    );
  }
  return { manifest, spec, files };
}
