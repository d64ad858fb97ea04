import { checkRecordMeaning } from './core/check-record-meaning.ts';
import { checkRecordShape } from './core/check-record-shape.ts';
import { checkSigner } from './core/check-signer.ts';
import type { DidDocument } from './core/did-document-schema.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import {
  gradeRecord,
  reachesLevel,
  type ConformanceLevel,
  type GrantedLevel,
  type LevelCapCode,
} from './core/grade-record.ts';
import { isJsonObject } from './core/is-json-object.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import { parseUtcTime } from './core/parse-utc-time.ts';
import { findWarnings } from './core/find-warnings.ts';
import { readPlainSignedRecord } from './core/read-plain-record.ts';
import type { SignedAar } from './core/record-schema.ts';
import { refuse, type Refusal, type RefusalCode } from './core/refusal-code.ts';
import { selectKeys, type EligibleKey } from './core/select-keys.ts';
import { verifyEd25519 } from './ed25519.ts';
import { AarError } from './errors.ts';
import { isDidKey, resolveKeys } from './resolve-keys.ts';

const strictlyParsed = 'one strict JSON document';

/** What a verifier is told to trust and to demand. */
export interface VerifyRecordOptions {
  /** DID documents of the signers to trust. When given, nobody else is; when absent, only a did:key can be verified. */
  readonly didDocuments?: readonly DidDocument[];
  /** The present; default: the system clock. */
  readonly now?: Date;
  /** `ok` is false below this level. Default `L0`. `L3` is never reached by this version. */
  readonly minimumLevel?: Exclude<ConformanceLevel, 'FAIL'>;
}

/** One step of a verification. `message` is one line that is safe to print. */
export interface VerificationCheck {
  readonly name: 'parse' | 'record' | 'signer' | 'key' | 'signature' | 'level';
  readonly status: 'pass' | 'fail' | 'capped';
  readonly code: RefusalCode | LevelCapCode | null;
  readonly message: string;
}

/** The outcome of a verification. */
export interface Verification {
  readonly level: GrantedLevel;
  /** True when the record verifies and reaches the level asked for. */
  readonly ok: boolean;
  /** Why not; null when `ok`. */
  readonly code: RefusalCode | null;
  /** DID whose key made the signature; null unless it is valid. */
  readonly signer: string | null;
  /** Names of top-level annotations, covered by no signature. Foreign text. */
  readonly unsigned: readonly string[];
  /** `CODE: sentence`, safe to print. */
  readonly warnings: readonly string[];
  readonly checks: readonly VerificationCheck[];
  /** The record, when it verifies. */
  readonly record: SignedAar | null;
}

/** Verifies one record. Never throws for what the record holds; `OPTION_INVALID` for an invalid `now`. No file, no network. */
export function verifyRecord(input: Uint8Array | string, options: VerifyRecordOptions = {}): Verification {
  return verifyAgainst(input, options.didDocuments ?? [], options);
}

/** {@link verifyRecord} with documents that nobody has looked at yet; a bad one is a refusal like any other. */
export function verifyAgainst(
  input: Uint8Array | string,
  didDocuments: readonly unknown[],
  options: Omit<VerifyRecordOptions, 'didDocuments'>,
): Verification {
  const now = options.now ?? new Date();
  if (Number.isNaN(now.getTime())) throw new AarError('OPTION_INVALID', 'now is an invalid date; pass a valid one');
  const checks: VerificationCheck[] = [];
  let unsigned: readonly string[] = [];
  const pass = (name: VerificationCheck['name'], message: string): void => {
    checks.push({ name, status: 'pass', code: null, message });
  };
  const fail = (name: VerificationCheck['name'], { code, message }: Refusal): Verification => {
    checks.push({ name, status: 'fail', code, message });
    return { level: 'FAIL', ok: false, code, signer: null, unsigned, warnings: [], checks, record: null };
  };

  let plain = readPlainSignedRecord(input);
  if (plain === null) {
    const parsed = parseStrictJson(input);
    if (!parsed.ok) return fail('parse', parsed);
    unsigned = annotationsOf(parsed.value);
    const shaped = checkRecordShape(parsed.value);
    if (!shaped.ok) {
      pass('parse', strictlyParsed);
      return fail('record', shaped);
    }
    plain = shaped;
  }
  pass('parse', strictlyParsed);
  const { record, canonical } = plain;
  const senseless = checkRecordMeaning(record, now);
  if (senseless !== null) return fail('record', senseless);
  pass('record', `AAR ${record.aar}, verdict ${record.verdict}, issued ${record.issued}`);

  const unauthorised = checkSigner(record, record.sig.by);
  if (unauthorised !== null) return fail('signer', unauthorised);
  pass('signer', `${record.sig.by} may sign for principal ${record.principal}`);

  const resolved = resolveKeys(record.sig.by, didDocuments);
  if (!resolved.ok) return fail('key', resolved);
  const selected = selectKeys(resolved, parseUtcTime(record.issued) ?? 0n);
  if (!selected.ok) return fail('key', selected);
  pass('key', `${selected.keys.length} eligible at ${record.issued}`);

  const key = findSigningKey(canonical, record.sig.value, selected.keys);
  if (key === undefined)
    return fail('signature', refuse('SIGNATURE_INVALID', `no eligible key of ${record.sig.by} made this signature`));
  pass('signature', `Ed25519, by ${escapeForeign(key.id)}`);

  const { level, caps } = gradeRecord(record);
  for (const cap of caps)
    checks.push({ name: 'level', status: 'capped', code: cap.code, message: `at most ${cap.level}: ${cap.message}` });
  if (caps.length === 0)
    pass(
      'level',
      `verifier ${record.verifier?.id ?? ''}, ${record.verifier?.independence ?? 'independence not stated'}`,
    );
  const minimum = options.minimumLevel ?? 'L0';
  const ok = reachesLevel(level, minimum);
  if (!ok)
    checks.push({
      name: 'level',
      status: 'fail',
      code: 'BELOW_MINIMUM_LEVEL',
      message: `${level} reached, ${minimum} demanded`,
    });
  const selfAsserted = isDidKey(record.sig.by) && didDocuments.length === 0;
  const warnings = findWarnings(record, key, { now, selfAsserted });
  return {
    level,
    ok,
    code: ok ? null : 'BELOW_MINIMUM_LEVEL',
    signer: record.sig.by,
    unsigned,
    warnings,
    checks,
    record,
  };
}

function findSigningKey(canonical: string, value: string, keys: readonly EligibleKey[]): EligibleKey | undefined {
  const message = Buffer.from(canonical, 'utf8');
  // Node decodes the url-safe alphabet under this name too, and much faster.
  const signature = Buffer.from(value, 'base64');
  return keys.find((key) => verifyEd25519(message, signature, key.bytes));
}

function annotationsOf(value: unknown): readonly string[] {
  return isJsonObject(value) ? Object.keys(value).filter((key) => key.startsWith('_')) : [];
}
