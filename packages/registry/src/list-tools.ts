import { readdirSync } from 'node:fs';
import { headSchema, type Head } from './core/head-schema.ts';
import { maxBytes } from './core/limits.ts';
import { toolIdSchema } from './core/name-schemas.ts';
import { readRecord } from './core/read-record.ts';
import { errnoOf, toRegistryError } from './file-system-error.ts';
import { readRegularFile } from './read-regular-file.ts';
import { transactions } from './recover.ts';
import { pathIn, type Store } from './store.ts';
import { readIntent } from './transaction.ts';

/** Every tool as its head describes it, and the folders whose head cannot be read. */
export interface ToolList {
  readonly tools: readonly Head[];
  readonly unreadable: readonly { readonly toolId: string; readonly message: string }[];
}

/** Reads the heads, sorted by id. Says what they say: only `verify`, `show` and `loadTool` compare with the log. */
export function listTools(store: Store): ToolList {
  const tools: Head[] = [];
  const unreadable: { toolId: string; message: string }[] = [];
  for (const toolId of toolFolders(store)) {
    const entry = readListed(store, toolId);
    if (entry === null) continue;
    if (typeof entry === 'string') unreadable.push({ toolId, message: entry });
    else tools.push(entry);
  }
  return { tools, unreadable };
}

/** Names in the registry that are tool ids, sorted. */
export function toolFolders(store: Store): string[] {
  try {
    return readdirSync(store.root)
      .filter((name) => toolIdSchema.safeParse(name).success)
      .toSorted();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw toRegistryError(error, `read ${pathIn(store)}`);
  }
}

function readListed(store: Store, toolId: string): Head | string | null {
  let reading = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  if (reading.status === 'missing') {
    // A first version may be under way; once its transaction is gone, its head is there.
    if (transactions(store).some((id) => readIntent(store, id)?.toolId === toolId)) return null;
    reading = readRegularFile(store.root, [toolId, 'metadata.json'], maxBytes.record);
  }
  if (reading.status === 'missing') return 'metadata.json is missing';
  if (reading.status === 'refused') return reading.reason;
  const record = readRecord(reading.bytes, headSchema);
  if (record.value === null) return `metadata.json: ${record.reason}`;
  return record.value.toolId === toolId ? record.value : 'metadata.json is the head of another tool';
}
