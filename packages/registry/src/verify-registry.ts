import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { assertToolId, toolIdSchema } from './core/name-schemas.ts';
import type { RegistryProblem } from './core/problem.ts';
import { RegistryError } from './errors.ts';
import { checkFormat, temporaryFormatName } from './format-file.ts';
import { toolFolders } from './list-tools.ts';
import { directoryState } from './read-version.ts';
import type { Store } from './store.ts';
import { untilQuiet } from './until-quiet.ts';
import { verifyLog } from './verify-log.ts';
import { verifyReferences, verifyUnreferenced, type ObjectReference } from './verify-objects.ts';
import { verifyTool } from './verify-tool.ts';

/** The result of comparing a registry with what was admitted to it. */
export interface Verification {
  readonly ok: boolean;
  readonly checkedFiles: number;
  readonly problems: readonly RegistryProblem[];
  /** Objects with a right digest that no version names: left of interrupted admissions, harmless. */
  readonly unreferencedObjects: number;
  /** Length and last hash of the log: kept elsewhere, it shows when somebody cuts or rewrites everything. */
  readonly checkpoint: { readonly events: number; readonly hash: string | null };
}

/** Checks one tool, or everything. Throws INVALID_TOOL_ID, and TOOL_NOT_FOUND for a tool nobody knows. */
export async function verifyRegistry(store: Store, toolId?: string): Promise<Verification> {
  if (toolId !== undefined) assertToolId(toolId);
  const log = await untilQuiet(store, '.log', () => verifyLog(store));
  const everything = [...new Set([...toolFolders(store), ...log.lastEvents.keys()])].toSorted();
  if (toolId !== undefined && !everything.includes(toolId)) {
    throw new RegistryError(
      'TOOL_NOT_FOUND',
      `No tool ${JSON.stringify(toolId)} in ${store.root}: list shows what there is.`,
    );
  }
  const problems = [...verifyFormat(store), ...log.problems];
  const references: ObjectReference[] = [];
  let checkedFiles = log.checkedFiles + 1;
  for (const id of toolId === undefined ? everything : [toolId]) {
    const tool = await untilQuiet(store, id, () => verifyTool(store, id, log.lastEvents.get(id)));
    checkedFiles += tool.checkedFiles;
    // Reading is synchronous: let the caller's other work run between two tools.
    await setImmediate();
    problems.push(...tool.problems);
    references.push(...tool.objects.map((object) => ({ toolId: id, ...object })));
  }
  const objects = verifyReferences(store, references);
  checkedFiles += objects.checkedFiles;
  problems.push(...objects.problems);
  let unreferencedObjects = 0;
  if (toolId === undefined) {
    const rest = verifyUnreferenced(store, new Set(references.map(({ sha256 }) => sha256)));
    problems.push(...verifyRoot(store), ...rest.problems);
    checkedFiles += rest.checkedFiles;
    unreferencedObjects = rest.unreferenced;
  }
  return { ok: problems.length === 0, checkedFiles, problems, unreferencedObjects, checkpoint: log.checkpoint };
}

function verifyFormat(store: Store): RegistryProblem[] {
  try {
    checkFormat(store);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ toolId: null, version: null, path: 'FORMAT', code: 'FORMAT_DAMAGED', message }];
  }
}

const rootNames = new Set(['FORMAT', '.objects', '.log', '.index', '.staging', '.locks']);

function verifyRoot(store: Store): RegistryProblem[] {
  if (directoryState(store.root) !== 'directory') return [];
  return readdirSync(store.root)
    .filter((name) => !rootNames.has(name) && !temporaryFormatName.test(name) && !toolIdSchema.safeParse(name).success)
    .map((path) => ({
      toolId: null,
      version: null,
      path,
      code: 'FILE_EXTRA' as const,
      message: 'it does not belong to a registry',
    }));
}
