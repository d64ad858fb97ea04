import { checkRecordMeaning } from './core/check-record-meaning.ts';
import { checkRecordShape } from './core/check-record-shape.ts';
import { checkSigner } from './core/check-signer.ts';
import type { DidDocument } from './core/did-document-schema.ts';
import { escapeForeign } from './core/escape-foreign.ts';
import { gradeRecord, reachesLevel, type ConformanceLevel, type LevelCapCode } from './core/grade-record.ts';
import { isJsonObject } from './core/is-json-object.ts';
import { parseStrictJson } from './core/parse-strict-json.ts';
import { parseUtcTime } from './core/parse-utc-time.ts';
import { findWarnings } from './core/find-warnings.ts';
import { readPlainSignedRecord } from './core/read-plain-record.ts';
import type { SignedAar } from './core/record-schema.ts';
import { encodeMultikey } from './core/multikey.ts';
import { checkEvidence } from './core/check-evidence.ts';
import type { LogPolicy } from './core/log/log-policy.ts';
import { refuse, type Refusal, type RefusalCode } from './core/refusal-code.ts';
import { selectKeys, type EligibleKey } from './core/select-keys.ts';
import { verifyEd25519 } from './ed25519.ts';
import { AarError } from './errors.ts';
import { verifyLogProof, type LogInclusion } from './log/verify-log-proof.ts';
import { isDidKey, resolveKeys } from './resolve-keys.ts';

const strictlyParsed = 'one strict JSON document';

/** What a verifier is told to trust and to demand. */
export interface VerifyRecordOptions {
  /** DID documents of the signers to trust. When given, nobody else is; when absent, only a did:key can be verified. */
  readonly didDocuments?: readonly DidDocument[];
  /** The present; default: the system clock. */
  readonly now?: Date;
  /** `ok` is false below this level. Default `L0`. */
  readonly minimumLevel?: Exclude<ConformanceLevel, 'FAIL'>;
  /** What `verifier.independence` may be; `ok` is false for others and for none. Default: anything. */
  readonly acceptedIndependence?: readonly Independence[];
  /** Keys that may sign, as Multikey text (`z6Mk...`): a second lock beside the DID documents. Default: any eligible key. */
  readonly pinnedKeys?: readonly string[];
  /** Logs to trust, and the proof that one of them holds the record. Needed for L3. */
  readonly log?: {
    readonly policy: LogPolicy;
    /** Text of the record's `.tlog-proof`. Default: its annotation `_log_proof`. */
    readonly proof?: string;
  };
  /** Read records of AAR 0.1 too. They reach L1 at most, and `record` stays null. */
  readonly acceptLegacy?: boolean;
  /** Whole responses that were kept. When given, every check's hashes are recomputed from one of them, or the record is refused. */
  readonly evidence?: readonly Uint8Array[];
}

/** How far the verifier of a record says it stands from the principal. */
export type Independence = NonNullable<NonNullable<SignedAar['verifier']>['independence']>;

/** One step of a verification. `message` is one line that is safe to print. */
export interface VerificationCheck {
  readonly name: 'parse' | 'record' | 'signer' | 'key' | 'signature' | 'evidence' | 'log' | 'level';
  readonly status: 'pass' | 'fail' | 'capped';
  readonly code: RefusalCode | LevelCapCode | null;
  readonly message: string;
}

/** The outcome of a verification. */
export interface Verification {
  readonly level: ConformanceLevel;
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
  let annotatedProof: unknown;
  let legacy = false;
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
    annotatedProof = isJsonObject(parsed.value) ? parsed.value['_log_proof'] : undefined;
    const shaped = checkRecordShape(parsed.value, { acceptLegacy: options.acceptLegacy ?? false });
    if (!shaped.ok) {
      pass('parse', strictlyParsed);
      return fail('record', shaped);
    }
    plain = shaped;
    legacy = shaped.legacy ?? false;
  }
  pass('parse', strictlyParsed);
  const { record, canonical } = plain;
  const senseless = checkRecordMeaning(record, now);
  if (senseless !== null) return fail('record', senseless);
  pass('record', `AAR ${legacy ? '0.1' : record.aar}, verdict ${record.verdict}, issued ${record.issued}`);

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

  const unpinned = checkPinned(key, options.pinnedKeys);
  if (unpinned !== null) return fail('key', unpinned);

  if (options.evidence !== undefined) {
    const refuted = checkEvidence(record, options.evidence);
    if (refuted !== null) return fail('evidence', refuted);
    pass('evidence', `${record.checks?.length ?? 0} recomputed`);
  }

  const proof = options.log?.proof ?? annotatedProof;
  let inclusion: LogInclusion | null = null;
  if (options.log !== undefined && proof !== undefined) {
    const proven =
      typeof proof === 'string'
        ? verifyLogProof(record, proof, options.log.policy)
        : refuse('LOG_PROOF_INVALID', '"_log_proof" is no text');
    if (!proven.ok) return fail('log', proven);
    inclusion = proven;
    pass('log', describeInclusion(proven));
  }

  const { level, caps } = gradeRecord(record, { logged: inclusion !== null, legacy });
  for (const cap of caps)
    checks.push({ name: 'level', status: 'capped', code: cap.code, message: `at most ${cap.level}: ${cap.message}` });
  if (caps.length === 0)
    pass(
      'level',
      `verifier ${record.verifier?.id ?? ''}, ${record.verifier?.independence ?? 'independence not stated'}`,
    );
  const shortfall = checkPolicy(record, level, options);
  if (shortfall !== null)
    checks.push({ name: 'level', status: 'fail', code: shortfall.code, message: shortfall.message });
  const warnings = findWarnings(record, key, {
    now,
    selfAsserted: isDidKey(record.sig.by) && didDocuments.length === 0,
    inclusion,
  });
  return {
    level,
    ok: shortfall === null,
    code: shortfall?.code ?? null,
    signer: record.sig.by,
    unsigned,
    warnings,
    checks,
    record: legacy ? null : record,
  };
}

function checkPolicy(record: SignedAar, level: ConformanceLevel, options: VerifyRecordOptions): Refusal | null {
  const { minimumLevel = 'L0', acceptedIndependence: accepted } = options;
  if (!reachesLevel(level, minimumLevel)) {
    return refuse('BELOW_MINIMUM_LEVEL', `${level} reached, ${minimumLevel} demanded`);
  }
  const independence = record.verifier?.independence;
  return accepted === undefined || (independence !== undefined && accepted.includes(independence))
    ? null
    : refuse(
        'INDEPENDENCE_NOT_ACCEPTED',
        `${independence ?? 'independence not stated'}; accepted: ${accepted.join(', ')}`,
      );
}

function checkPinned(key: EligibleKey, pinned: readonly string[] | undefined): Refusal | null {
  return pinned === undefined || pinned.includes(encodeMultikey(key.bytes))
    ? null
    : refuse(
        'SIGNER_KEY_NOT_PINNED',
        `${escapeForeign(key.id)} signed and is none of the ${pinned.length} pinned keys`,
      );
}

function describeInclusion({ checkpoint, index, witnesses }: LogInclusion): string {
  return `entry ${index} of ${checkpoint.size} in ${escapeForeign(checkpoint.origin)}, ${witnesses.length} witnesses`;
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
