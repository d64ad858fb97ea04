import { canonicalJson } from './canonical-json.ts';
import type { JournalEvent } from './journal-event-schema.ts';
import type { JsonObject } from './json-value.ts';
import { asciiJson, pythonJson } from './python-json.ts';
import { sha256Hex } from './sha256-hex.ts';

/** Where the chain stands: number of entries, full digest and short hash of the last one. */
export interface ChainHead {
  readonly entries: number;
  readonly digest: string;
  readonly hash: string;
}

export const emptyChain: ChainHead = { entries: 0, digest: '', hash: '' };

/** The chain fields of an entry. `hash` and `prev_hash` are the 16-digit form older readers check. */
export type ChainFields = {
  readonly ts: string;
  readonly seq: number;
  readonly prev_hash: string;
  readonly prev_digest: string;
  readonly digest: string;
  readonly hash: string;
};

/** What every receipt says beside its event. All text; absent in entries of earlier versions. */
export type Stamp = {
  /** The state folder's own name, made up once; the same over all sessions. */
  readonly deployment_id?: string | undefined;
  /** The goal. */
  readonly scope_id?: string | undefined;
  /** The key of the effect that the attempt is about. */
  readonly idempotency_key?: string | undefined;
  /** Status of the task before and after, where the entry changes it. */
  readonly prev?: string | undefined;
  readonly next?: string | undefined;
};

export type JournalEntry = JournalEvent & ChainFields & Stamp;

/** Binds an event to the chain. `ts` is an RFC 3339 time. */
export function sealEntry(head: ChainHead, event: JournalEvent, ts: string, stamp: Stamp = {}): JournalEntry {
  const open = { ts, prev_hash: head.hash, seq: head.entries + 1, ...stamp, ...event, prev_digest: head.digest };
  const digested = { ...open, digest: entryDigest(open) };
  return { ...digested, hash: shortHash(head.hash, digested) };
}

/** SHA-256 (hex) over the canonical JSON of an entry without `digest` and `hash`. */
export function entryDigest({ digest: _digest, hash: _hash, ...rest }: JsonObject): string {
  return sha256Hex(canonicalJson(rest));
}

/** First 16 hex digits of SHA-256 over the previous hash and Python's JSON of the entry without `hash`. */
export function shortHash(previous: string, { hash: _hash, ...rest }: JsonObject): string {
  return sha256Hex(previous + pythonJson(rest)).slice(0, 16);
}

/** The entry as one line of the journal file, line feed included. */
export function entryLine(entry: JournalEntry): string {
  return `${asciiJson(entry)}\n`;
}

export function headOf(entry: JournalEntry): ChainHead {
  return { entries: entry.seq, digest: entry.digest, hash: entry.hash };
}
