import { resolve } from 'node:path';
import type { Admission } from './core/admission-schema.ts';
import { sha256Schema } from './core/name-schemas.ts';
import { sha256Hex } from './core/canonical-json.ts';
import { searchHeads, type SearchHit } from './core/search-heads.ts';
import { admitTool, type AdmitOutcome } from './admit-tool.ts';
import { setDeprecated, setYanked, type Deprecation, type StatusOutcome } from './change-status.ts';
import { createDisk, type Disk } from './disk.ts';
import { RegistryError } from './errors.ts';
import { errnoOf } from './file-system-error.ts';
import { checkFormat, sweepFormatLeftovers } from './format-file.ts';
import { listTools, type ToolList } from './list-tools.ts';
import { loadTool, type LoadedTool } from './load-tool.ts';
import { readObjectFile } from './object-store.ts';
import { deadTransactions, recoverAll } from './recover.ts';
import { showTool, type ShowOptions, type ToolDetails } from './show-tool.ts';
import type { Store } from './store.ts';
import { verifyRegistry, type Verification } from './verify-registry.ts';

/** How a registry is opened. */
export interface OpenRegistryOptions {
  /** The clock behind `admittedAt` and the log. */
  readonly now?: () => Date;
  /** How long a change waits for a lock that a live process holds before it throws LOCKED. Default 5000. */
  readonly lockWaitMs?: number;
}

/** An opened registry. Every method throws `RegistryError` and nothing else. */
export interface Registry {
  /** Absolute path. */
  readonly directory: string;
  /** Stores a version whole or not at all. */
  admit(admission: Admission): Promise<AdmitOutcome>;
  list(): Promise<ToolList>;
  /** Tools whose id, tags or description hold every word of the query, best first. */
  search(query: string): Promise<readonly SearchHit[]>;
  show(toolId: string, version?: string, options?: ShowOptions): Promise<ToolDetails>;
  /** Reads a version to run it, after comparing every byte of it with what was admitted. */
  loadTool(toolId: string, version?: string): Promise<LoadedTool>;
  /** Compares what is stored with what was admitted. */
  verify(toolId?: string): Promise<Verification>;
  /** Hides a version from everyone who does not name it, or brings it back. The reason stays in the log. */
  yank(toolId: string, version: string, reason: string): Promise<StatusOutcome>;
  unyank(toolId: string, version: string, reason: string): Promise<StatusOutcome>;
  /** Says of a whole tool that it should no longer be used; null takes that back. */
  deprecate(toolId: string, deprecation: Deprecation | null): Promise<StatusOutcome>;
  /** Content of an object that a manifest names, compared with its digest. */
  readObject(sha256: string): Promise<Uint8Array>;
}

/**
 * Opens a directory as a registry; a missing or empty one becomes a registry with its first admission. Settles what a
 * killed process left behind. Throws NOT_A_REGISTRY, FORMAT_UNSUPPORTED, STORE_FAILED.
 */
export function openRegistry(directory: string, options: OpenRegistryOptions = {}): Promise<Registry> {
  return openRegistryOn(createDisk(), directory, options);
}

/** Like `openRegistry`, on a given disk: crash tests give one that dies at a chosen change. */
export async function openRegistryOn(
  disk: Disk,
  directory: string,
  options: OpenRegistryOptions = {},
): Promise<Registry> {
  const store: Store = {
    root: resolve(directory),
    disk,
    now: options.now ?? (() => new Date()),
    lockWaitMs: options.lockWaitMs ?? 5000,
  };
  if (checkFormat(store) === 'registry') {
    await settleLeftovers(store);
  }
  return {
    directory: store.root,
    admit: (admission) => admitTool(store, admission),
    list: async () => listTools(store),
    search: async (query) => searchHeads(listTools(store).tools, query),
    show: async (toolId, version, showOptions) => showTool(store, toolId, version, showOptions),
    loadTool: async (toolId, version) => loadTool(store, toolId, version),
    verify: (toolId) => verifyRegistry(store, toolId),
    yank: async (toolId, version, reason) => setYanked(store, toolId, version, true, reason),
    unyank: async (toolId, version, reason) => setYanked(store, toolId, version, false, reason),
    deprecate: async (toolId, deprecation) => setDeprecated(store, toolId, deprecation),
    readObject: async (sha256) => readObject(store, sha256),
  };
}

/** Reading is right without it, so a registry that cannot be written is opened as it is. */
async function settleLeftovers(store: Store): Promise<void> {
  try {
    if (deadTransactions(store).length === 0) return;
    sweepFormatLeftovers(store);
    await recoverAll(store);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    if (!['EROFS', 'EACCES', 'EPERM'].includes(errnoOf(cause) ?? '')) throw error;
  }
}

function readObject(store: Store, sha256: string): Uint8Array {
  if (!sha256Schema.safeParse(sha256).success) {
    throw new RegistryError(
      'INVALID_ARGUMENT',
      `${JSON.stringify(sha256)} is no digest: use 64 lower-case hex digits.`,
    );
  }
  const reading = readObjectFile(store, sha256);
  if (reading.status === 'read' && sha256Hex(reading.bytes) === sha256) return reading.bytes;
  const reason = reading.status === 'read' ? 'its SHA-256 is not its name' : reading.status;
  throw new RegistryError('INTEGRITY_FAILED', `Object ${sha256} is not readable (${reason}): restore it from a copy.`);
}
