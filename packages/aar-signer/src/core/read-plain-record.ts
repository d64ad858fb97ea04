import { isUtf8 } from 'node:buffer';
import type { SignedAar, UnsignedAar } from './record-schema.ts';
import { writeSignedRecord, writeUnsignedRecord } from './write-canonical-record.ts';

/** Above this the general path, which bounds depth before it parses, costs little beside the work itself. */
const longestPlainText = 65_536;

/** Length of a canonical `sig` member without its signer; its value has 86 characters. */
const sigLength = ',"sig":{"alg":"Ed25519","by":"","value":""}'.length + 86;

/** A record that was read and checked, with what its signature is over. */
export interface PlainRecord<Record> {
  readonly record: Record;
  /** Canonical JSON of the record without `sig`. */
  readonly canonical: string;
}

/**
 * The fast way in for what a signer writes: compact JSON of a signed record without annotations and `log`. Null for
 * everything else, good or bad, which then goes the general way.
 *
 * Canonical JSON spells texts as short as can be and repeats nothing, so a text of the same length that gives the same
 * value has no repeated key, no white space and no second spelling either. (Numbers can be shorter; only `log` has them.)
 */
export function readPlainSignedRecord(input: Uint8Array | string): PlainRecord<SignedAar> | null {
  const text = typeof input === 'string' ? input : decodePlain(input);
  if (text === null || text.length > longestPlainText || !text.isWellFormed()) return null;
  const value = parse(text);
  const canonical = writeSignedRecord(value);
  if (canonical === null || mayHoldLoneSurrogate(canonical)) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the writer accepts what the schema accepts; a property test holds that
  const record = value as SignedAar;
  return record.log === undefined && text.length === canonical.length + sigLength + record.sig.by.length
    ? { record, canonical }
    : null;
}

/**
 * The same for a record that is to be signed: a copy of it, when it is plain data without annotations and `log`. Every
 * member is read once, so a getter cannot give one value to be checked and another to be signed.
 */
export function copyPlainRecord(record: unknown): PlainRecord<UnsignedAar> | null {
  const copy = copyPlain(record);
  if (copy === null) return null;
  for (const name of ['task', 'verifier'] as const) if (copy[name] !== undefined) copy[name] = copyPlain(copy[name]);
  const { checks, log } = copy;
  if (log !== undefined) return null;
  if (checks !== undefined) {
    if (!Array.isArray(checks) || checks.length > longestPlainList) return null;
    copy['checks'] = Array.from(checks, copyPlain);
  }
  const canonical = writeUnsignedRecord(copy);
  if (canonical === null || canonical.length > longestPlainText || mayHoldLoneSurrogate(canonical)) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return { record: copy as unknown as UnsignedAar, canonical };
}

const longestPlainList = 64;

/** Members of an object that JSON.stringify would write member by member. */
function copyPlain(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return null;
  return { ...value };
}

/** Canonical JSON escapes only lone surrogates this way. A backslash before these letters looks alike and costs little. */
function mayHoldLoneSurrogate(canonical: string): boolean {
  return canonical.includes(String.raw`\ud`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodePlain(bytes: Uint8Array): string | null {
  return bytes.byteLength <= longestPlainText && isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    : null;
}
