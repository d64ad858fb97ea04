import type { Head, VersionRecord } from './core/head-schema.ts';
import type { Manifest } from './core/manifest-schema.ts';
import { parseDocument } from './core/read-record.ts';
import { evidenceFile, evidenceNames, type EvidenceName } from './core/version-files.ts';
import { requireHead, requireVersion, selectVersion } from './require-tool.ts';
import { pathIn, type Store } from './store.ts';

/** Everything there is to know about one version. */
export interface ToolDetails {
  readonly toolId: string;
  readonly version: string;
  readonly record: VersionRecord;
  /** The tool's head: all versions, deprecation, and the seed's list for the latest one. */
  readonly head: Head;
  readonly manifest: Manifest;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Absolute path of the version folder. */
  readonly directory: string;
  /** Evidence that was stored, and evidence that was never given. */
  readonly evidence: { readonly present: readonly EvidenceName[]; readonly absent: readonly EvidenceName[] };
  /** The evidence documents; empty unless asked for. */
  readonly documents: Readonly<Partial<Record<EvidenceName, unknown>>>;
}

/** What to add to the details. */
export interface ShowOptions {
  /** `true` for every stored evidence document, or the ones named. */
  readonly evidence?: boolean | readonly EvidenceName[] | undefined;
}

/** Reads a version for a person, checking every byte like `loadTool` does. */
export function showTool(store: Store, toolId: string, version?: string, options: ShowOptions = {}): ToolDetails {
  const { head } = requireHead(store, toolId);
  const selected = selectVersion(head, version);
  const { manifest, files } = requireVersion(store, toolId, selected.version, selected.record.manifestSha256);
  const present = evidenceNames.filter((name) => files.has(evidenceFile(name)));
  const asked = options.evidence === true ? present : options.evidence || [];
  return {
    toolId,
    version: selected.version,
    record: selected.record,
    head,
    manifest,
    spec: parseDocument(files.get('spec.json')),
    directory: pathIn(store, toolId, 'versions', selected.version),
    evidence: { present, absent: evidenceNames.filter((name) => !present.includes(name)) },
    documents: Object.fromEntries(
      asked
        .filter((name) => present.includes(name))
        .map((name) => [name, parseDocument(files.get(evidenceFile(name)))]),
    ),
  };
}
