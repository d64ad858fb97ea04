import type { Acceptance, AdmittedVerdict, ModelProvenance } from './core/manifest-schema.ts';
import { parseDocument } from './core/read-record.ts';
import { evidenceFile, toolFile, type Language } from './core/version-files.ts';
import { requireHead, requireVersion, selectVersion } from './require-tool.ts';
import { RegistryError } from './errors.ts';
import type { Store } from './store.ts';

/** A version that is about to be run: every byte was compared with what was admitted. */
export interface LoadedTool {
  readonly toolId: string;
  readonly version: string;
  readonly language: Language;
  readonly status: 'promoted' | 'yanked';
  readonly verdict: AdmittedVerdict;
  readonly acceptance: Acceptance | null;
  readonly spec: Readonly<Record<string, unknown>>;
  /** File name of the tool in its folder: `tool.ts` or `tool.py`. */
  readonly toolPath: string;
  readonly toolSource: string;
  readonly tests: Readonly<Record<string, string>>;
  /** The sandbox policy it was admitted with. */
  readonly policy: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly modelProvenance: ModelProvenance;
  readonly manifestSha256: string;
}

/**
 * Reads a version to run it: the named one, yanked or not, else the highest that is not yanked. Throws
 * INTEGRITY_FAILED when head, log, manifest or any file of the version is not as admitted.
 */
export function loadTool(store: Store, toolId: string, version?: string): LoadedTool {
  const { head } = requireHead(store, toolId);
  const selected = selectVersion(head, version);
  if (version === undefined && selected.record.status === 'yanked') {
    throw new RegistryError(
      'VERSION_NOT_FOUND',
      `Every version of ${toolId} is yanked: name one to use it all the same.`,
    );
  }
  const { manifest, files } = requireVersion(store, toolId, selected.version, selected.record.manifestSha256);
  const text = (path: string): string => files.get(path)?.toString('utf8') ?? '';
  const document = (path: string): Record<string, unknown> => parseDocument(files.get(path));
  const toolPath = toolFile(manifest.language);
  return {
    toolId,
    version: selected.version,
    language: manifest.language,
    status: selected.record.status,
    verdict: manifest.verdict,
    acceptance: manifest.acceptance,
    spec: document('spec.json'),
    toolPath,
    toolSource: text(toolPath),
    tests: Object.fromEntries(
      [...files.keys()].filter((path) => path.startsWith('tests/')).map((path) => [path, text(path)]),
    ),
    policy: document(evidenceFile('policy')),
    capabilities: document(evidenceFile('capabilities')),
    modelProvenance: manifest.modelProvenance,
    manifestSha256: selected.record.manifestSha256,
  };
}
