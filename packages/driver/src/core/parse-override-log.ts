import { isJsonObject, type JsonObject } from './json-value.ts';
import { overrideDigest, overrideEntrySchema, type OverrideEntry } from './override-entry.ts';

/** What the operator's log holds. `wholeBytes` ends before an unfinished last line, which never counts. */
export interface ParsedOverrideLog {
  readonly entries: readonly OverrideEntry[];
  readonly wholeBytes: number;
  readonly problem: { readonly line: number; readonly message: string } | null;
}

/** Reads the operator's log and checks its chain. Never throws for what the bytes are. */
export function parseOverrideLog(bytes: Uint8Array): ParsedOverrideLog {
  const wholeBytes = bytes.lastIndexOf(10) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, wholeBytes)).split('\n').slice(0, -1);
  const entries: OverrideEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = readLine(line, entries.at(-1)?.digest ?? '', index + 1);
    if (typeof entry === 'string') return { entries, wholeBytes, problem: { line: index + 1, message: entry } };
    entries.push(entry);
  }
  return { entries, wholeBytes, problem: null };
}

/** The entry, or what is wrong with the line. */
function readLine(line: string, previousDigest: string, seq: number): OverrideEntry | string {
  const value = parseObject(line);
  if (value === undefined) return 'is not a JSON object';
  const parsed = overrideEntrySchema.safeParse(value);
  if (!parsed.success) return `is no override entry (${parsed.error.issues[0]?.path.join('.') ?? 'unknown'})`;
  const entry = parsed.data;
  if (entry.seq !== seq) return `says it is entry ${entry.seq}, it is ${seq}`;
  if (entry.prev_digest !== previousDigest) return 'does not follow the line before it';
  return entry.digest === safeDigest(value) ? entry : 'was changed (digest)';
}

function safeDigest(value: JsonObject): string | undefined {
  try {
    return overrideDigest(value);
  } catch {
    return undefined;
  }
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
