import { escapeForeign } from './escape-foreign.ts';
import { hashRecord } from './hash-record.ts';
import { isSameDid } from './parse-did.ts';
import { parseUtcTime } from './parse-utc-time.ts';
import type { SignedAar } from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** Records of one subject in the order of their chain. */
export interface RecordChain {
  readonly ok: true;
  /** First record first; positions in the list that was checked. */
  readonly order: readonly [number, ...number[]];
  /** Hash of the last record. */
  readonly head: string;
}

/**
 * Puts records of one subject in the order that their `prior` hashes give: one first record, one last, no fork, no gap,
 * `issued` never falling. Only the hashes are looked at, no signature.
 */
export function checkChain(records: readonly SignedAar[]): RecordChain | Refusal {
  const [sample] = records;
  if (sample === undefined) return refuse('CHAIN_EMPTY', 'a chain has at least one record');
  const stranger = records.find(({ subject }) => !isSameDid(subject, sample.subject));
  if (stranger !== undefined) {
    return refuse('CHAIN_SUBJECTS_DIFFER', `${stranger.subject} and ${sample.subject} have chains of their own`);
  }
  const hashes = records.map(hashRecord);
  if (new Set(hashes).size !== hashes.length) return refuse('CHAIN_FORKED', 'a record is there twice');
  const known = new Set(hashes);
  if (!records.some(({ prior }) => prior === undefined)) {
    return refuse('CHAIN_GENESIS_MISSING', 'no record is the first: each has a "prior"');
  }
  const followers = new Map<string | undefined, number>();
  for (const [index, { prior, task }] of records.entries()) {
    if (followers.has(prior)) {
      return refuse('CHAIN_FORKED', `two records ${prior === undefined ? 'are the first' : `follow ${prior}`}`);
    }
    followers.set(prior, index);
    if (prior !== undefined && !known.has(prior)) {
      return refuse('CHAIN_LINK_MISSING', `the record of ${escapeForeign(task.id)} follows ${prior}, which is missing`);
    }
  }
  const first = followers.get(undefined) ?? 0;
  const order: [number, ...number[]] = [first];
  let head = hashes[first] ?? '';
  for (let next = followers.get(head); next !== undefined; next = followers.get(head)) {
    const [earlier, later] = [records[order.at(-1) ?? first]?.issued ?? '', records[next]?.issued ?? ''];
    if ((parseUtcTime(later) ?? 0n) < (parseUtcTime(earlier) ?? 0n)) {
      return refuse('CHAIN_TIME_FALLS', `a record issued ${later} follows one issued ${earlier}`);
    }
    order.push(next);
    head = hashes[next] ?? '';
  }
  return { ok: true, order, head };
}
