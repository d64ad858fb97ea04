import { isSameDid } from './parse-did.ts';
import type { SignedAar } from './record-schema.ts';

/** Conformance levels, lowest first. */
export const conformanceLevels = ['FAIL', 'L0', 'L1', 'L2', 'L3'] as const;
/** One of {@link conformanceLevels}. */
export type ConformanceLevel = (typeof conformanceLevels)[number];

/** Why a record goes no higher. */
export type LevelCapCode =
  | 'GROUND_TRUTH_ABSENT'
  | 'EVIDENCE_ABSENT'
  | 'GROUND_TRUTH_UNCHECKED'
  | 'VERIFIER_ABSENT'
  | 'VERIFIER_IS_SUBJECT'
  | 'SIGNED_BY_SUBJECT'
  | 'LEGACY_RECORD';

/** One reason for a ceiling. */
export interface LevelCap {
  readonly code: LevelCapCode;
  readonly level: 'L0' | 'L1';
  readonly message: string;
}

/** The level of a record whose signature is valid, and everything that keeps it from L2. `logged`: a trusted log holds it. */
export function gradeRecord(
  record: SignedAar,
  { logged, legacy }: { readonly logged: boolean; readonly legacy: boolean },
): {
  readonly level: Exclude<ConformanceLevel, 'FAIL'>;
  readonly caps: readonly LevelCap[];
} {
  const caps: LevelCap[] = [];
  const cap = (code: LevelCapCode, level: 'L0' | 'L1', message: string): void => {
    caps.push({ code, level, message });
  };
  const verifierId = record.verifier?.id;
  if (record.ground_truth === undefined) cap('GROUND_TRUTH_ABSENT', 'L0', 'no "ground_truth"');
  else if (record.ground_truth === 'unchecked') cap('GROUND_TRUTH_UNCHECKED', 'L1', 'nothing was checked');
  else if ((record.checks ?? []).length === 0) {
    cap('EVIDENCE_ABSENT', 'L0', `ground_truth "${record.ground_truth}" without any entry in "checks"`);
  }
  if (verifierId === undefined) cap('VERIFIER_ABSENT', 'L1', 'no "verifier.id"');
  else if (isSameDid(verifierId, record.subject)) cap('VERIFIER_IS_SUBJECT', 'L1', 'the subject verified itself');
  if (isSameDid(record.sig.by, record.subject)) cap('SIGNED_BY_SUBJECT', 'L1', 'the subject signed for itself');
  if (legacy) cap('LEGACY_RECORD', 'L1', 'AAR 0.1 committed to no evidence');
  const level = caps.some((entry) => entry.level === 'L0') ? 'L0' : caps.length > 0 ? 'L1' : logged ? 'L3' : 'L2';
  return { level, caps };
}

/** True when `level` is at least `minimum`. */
export function reachesLevel(level: ConformanceLevel, minimum: ConformanceLevel): boolean {
  return conformanceLevels.indexOf(level) >= conformanceLevels.indexOf(minimum);
}
