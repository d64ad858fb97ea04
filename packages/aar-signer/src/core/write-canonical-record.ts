import { canonicalJson } from './canonical-json.ts';
import { isJsonObject } from './is-json-object.ts';
import { measureJsonDepth } from './measure-json-depth.ts';
import { maximumJsonDepth } from './parse-strict-json.ts';
import { isBareDid, parseDid } from './parse-did.ts';
import { parseUtcTime } from './parse-utc-time.ts';
import { findNestedUnsignedKey } from './split-record.ts';

/** Canonical text of one value, or null when the value does not fit. */
type Write = (value: unknown) => string | null;

// The last character holds fewer than six bits; only its zero-padded spellings are canonical.
const base64UrlHashPattern = /^[\w-]{42}[AEIMQUYcgkosw048]$/;
const signaturePattern = /^[\w-]{85}[AQgw]$/;
const hexHashPattern = /^[0-9a-f]{64}$/;

/** What {@link closed} counts as a member and leaves out. */
const leftOut = '';

interface Member {
  readonly name: string;
  /** The name as canonical JSON, with colon. */
  readonly label: string;
  readonly required: boolean;
  readonly write: Write;
}

const quoteText = (text: string): string => JSON.stringify(text);
const when =
  (fits: (text: string) => boolean): Write =>
  (value) =>
    typeof value === 'string' && fits(value) ? quoteText(value) : null;
/** For forms whose alphabet needs no escape. */
const plainWhen =
  (fits: (text: string) => boolean): Write =>
  (value) =>
    typeof value === 'string' && fits(value) ? `"${value}"` : null;
const oneOf = (...texts: readonly string[]): Write => plainWhen((value) => texts.includes(value));

const text = when((value) => value !== '');
const anyText = when(() => true);
const did = plainWhen((value) => parseDid(value) !== null);
const time = plainWhen((value) => parseUtcTime(value) !== null);
const base64UrlHash = plainWhen((value) => base64UrlHashPattern.test(value));
const eitherHash = plainWhen((value) => hexHashPattern.test(value) || base64UrlHashPattern.test(value));

/** A closed object. Members are written in the order that canonical JSON wants. */
function closed(required: Readonly<Record<string, Write>>, optional: Readonly<Record<string, Write>> = {}): Write {
  const members = [...list(required, true), ...list(optional, false)].toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  return (value) => {
    if (!isJsonObject(value)) return null;
    // A parsed member is never undefined.
    let written = '';
    let count = 0;
    for (const { name, label, required: isRequired, write } of members) {
      const raw = value[name];
      if (raw === undefined) {
        if (isRequired) return null;
        continue;
      }
      const member = write(raw);
      if (member === null) return null;
      count += 1;
      if (member !== leftOut) written += written === '' ? label + member : `,${label}${member}`;
    }
    return count === Object.keys(value).length ? `{${written}}` : null;
  };
}

function list(writers: Readonly<Record<string, Write>>, required: boolean): Member[] {
  return Object.entries(writers).map(([name, write]) => ({ name, label: `${quoteText(name)}:`, required, write }));
}

function arrayOf(write: Write): Write {
  return (value) => {
    if (!Array.isArray(value)) return null;
    const written: string[] = [];
    for (const element of value) {
      const one = write(element);
      if (one === null) return null;
      written.push(one);
    }
    return `[${written.join(',')}]`;
  };
}

/** The one member of free form. Its depth counts from the top of the record. */
const log: Write = (value) =>
  isJsonObject(value) &&
  measureJsonDepth(value, maximumJsonDepth) < maximumJsonDepth &&
  findNestedUnsignedKey({ value }) === null
    ? canonicalJson(value)
    : null;

const check = closed(
  { source: text, query: text, observed_at: time, response_sha256: eitherHash },
  { preimage_sha256: base64UrlHash, excerpt: anyText },
);

/** True for an entry of `checks` that the schema accepts. */
export const isCheck = (value: unknown): boolean => check(value) !== null;

/** True for a `log` member that the schema accepts. */
export const isLog = (value: unknown): boolean => log(value) !== null;

const writeSignature = closed({
  alg: oneOf('Ed25519'),
  by: plainWhen(isBareDid),
  value: plainWhen((spelling) => signaturePattern.test(spelling)),
});

const required = {
  aar: oneOf('0.02'),
  subject: did,
  principal: did,
  task: closed({ id: text, claim: text }),
  verdict: oneOf('verified', 'not_verified', 'unclear', 'rejected'),
  reason: text,
  issued: time,
};

const optional = {
  ground_truth: oneOf('confirmed', 'contradicted', 'unchecked'),
  checks: arrayOf(check),
  verifier: closed(
    {},
    { id: did, independence: oneOf('same_principal', 'separate_principal', 'third_party'), model: text },
  ),
  quality: oneOf('substantive', 'shallow', 'none'),
  prior: base64UrlHash,
  log,
};

/**
 * Checks a parsed record without `sig` and annotations and writes its canonical form in the same pass: what a signature
 * is over. Null when anything is amiss; `unsignedRecordSchema` then says what. The two accept the same records.
 */
export const writeUnsignedRecord: Write = closed(required, optional);

/** The same for a record with a `sig`, which is checked too and left out of the text; its schema is `recordSchema`. */
export const writeSignedRecord: Write = closed(
  { ...required, sig: (value) => (writeSignature(value) === null ? null : leftOut) },
  optional,
);
