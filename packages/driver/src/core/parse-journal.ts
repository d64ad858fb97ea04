import { createHash } from 'node:crypto';
import { emptyChain, entryDigest, shortHash, type ChainHead, type JournalEntry, type Stamp } from './journal-entry.ts';
import { journalEventSchema } from './journal-event-schema.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';

/** What a journal's bytes hold. */
export interface ParsedJournal {
  /** Entries this driver understands, in order. */
  readonly entries: readonly JournalEntry[];
  /** Lines written by an older driver, without a full digest; they stand before all others. */
  readonly adopted: { readonly entries: number; readonly sha256: string } | null;
  readonly head: ChainHead;
  /** The digest of every line, by its number less one; empty text for adopted lines. */
  readonly digests: readonly string[];
  /** Bytes at the end that are no whole line. */
  readonly tornBytes: Uint8Array;
  /** True when the last line is whole but lacks its line feed. */
  readonly missingLineFeed: boolean;
  /** The first place where the chain does not hold. */
  readonly problem: { readonly line: number; readonly message: string } | null;
}

/** Reads a journal and checks its chain. Never throws for what the bytes are. */
export function parseJournal(bytes: Uint8Array): ParsedJournal {
  const { lines, rest, restStart } = splitLines(bytes);
  const state: ReadState = { head: emptyChain, entries: [], digests: [], adopted: 0, problem: null };
  let kept = restStart;
  for (const [index, line] of lines.entries()) {
    const problem = readLine(state, line.text);
    if (problem === undefined) continue;
    if (problem === notJson && index === lines.length - 1 && rest.length === 0) {
      kept = line.start;
      break;
    }
    state.problem = { line: index + 1, message: problem };
    break;
  }
  let missingLineFeed = false;
  if (state.problem === null && kept === restStart && rest.length > 0 && readLine(state, decode(rest)) === undefined) {
    missingLineFeed = true;
    kept = bytes.length;
  }
  return {
    entries: state.entries,
    adopted: state.adopted === 0 ? null : { entries: state.adopted, sha256: adoptedDigest(lines, state.adopted) },
    head: state.head,
    digests: state.digests,
    tornBytes: state.problem === null ? bytes.subarray(kept) : new Uint8Array(),
    missingLineFeed,
    problem: state.problem,
  };
}

interface ReadState {
  head: ChainHead;
  entries: JournalEntry[];
  digests: string[];
  adopted: number;
  problem: ParsedJournal['problem'];
}

const notJson = 'is not a JSON object';

/** Takes one line into the state; returns what is wrong with it. */
function readLine(state: ReadState, text: string): string | undefined {
  const value = parseObject(text);
  if (value === undefined) return notJson;
  const previous = state.head;
  const { hash } = value;
  if (typeof hash !== 'string' || typeof value['event'] !== 'string') return 'has no event or no hash';
  if ((value['prev_hash'] ?? '') !== previous.hash) return 'does not follow the line before it (prev_hash)';
  const seq = previous.entries + 1;
  if (value['digest'] === undefined && previous.digest === '') {
    if (hash !== safely(() => shortHash(previous.hash, value))) return 'was changed (hash)';
    state.adopted += 1;
    state.digests.push('');
    state.head = { entries: seq, digest: '', hash };
    return undefined;
  }
  const { digest } = value;
  if (typeof digest !== 'string' || digest !== safely(() => entryDigest(value))) return 'was changed (digest)';
  if (value['prev_digest'] !== previous.digest) return 'does not follow the line before it (prev_digest)';
  if (value['seq'] !== seq) return `says it is entry ${JSON.stringify(value['seq'])}, it is ${seq}`;
  if (hash !== safely(() => shortHash(previous.hash, value))) return 'was changed (hash)';
  const event = journalEventSchema.safeParse(value);
  // An entry of a newer driver stays in the chain; only what is understood is folded.
  if (event.success && typeof value['ts'] === 'string') {
    const chain = { ts: value['ts'], seq, prev_hash: previous.hash, prev_digest: previous.digest, digest, hash };
    state.entries.push({ ...stampOf(value), ...event.data, ...chain });
  }
  state.digests.push(digest);
  state.head = { entries: seq, digest, hash };
  return undefined;
}

const stampFields = ['deployment_id', 'scope_id', 'idempotency_key', 'prev', 'next'] as const;

function stampOf(value: JsonObject): Stamp {
  return Object.fromEntries(
    stampFields.flatMap((field) => (typeof value[field] === 'string' ? [[field, value[field]]] : [])),
  );
}

function safely(compute: () => string): string | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly bytes: Uint8Array;
}

function splitLines(bytes: Uint8Array): { lines: Line[]; rest: Uint8Array; restStart: number } {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const slice = bytes.subarray(start, end);
    lines.push({ text: decode(slice), start, bytes: slice });
    start = end + 1;
  }
  return { lines, rest: bytes.subarray(start), restStart: start };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function adoptedDigest(lines: readonly Line[], count: number): string {
  const hash = createHash('sha256');
  for (const line of lines.slice(0, count)) hash.update(line.bytes).update('\n');
  return hash.digest('hex');
}
