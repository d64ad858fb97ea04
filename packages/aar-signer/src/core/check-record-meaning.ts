import { parseDid } from './parse-did.ts';
import { parseUtcTime, toNanoseconds } from './parse-utc-time.ts';
import type { UnsignedAar } from './record-schema.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** How far a signer's clock may run ahead of ours. */
const clockSkewNanoseconds = 300_000_000_000n;

/** Refuses a well-formed record that says something impossible; null when it makes sense. */
export function checkRecordMeaning(record: UnsignedAar, now: Date): Refusal | null {
  const issued = parseUtcTime(record.issued);
  if (issued === null || issued > toNanoseconds(now) + clockSkewNanoseconds) {
    return refuse('ISSUED_IN_FUTURE', `"issued" ${record.issued} is more than 5 minutes after ${now.toISOString()}`);
  }
  for (const [index, check] of (record.checks ?? []).entries()) {
    const observed = parseUtcTime(check.observed_at);
    if (observed === null || observed > issued) {
      return refuse(
        'ISSUED_BEFORE_OBSERVED',
        `"issued" ${record.issued} is before "checks.${index}.observed_at" ${check.observed_at}`,
      );
    }
  }
  return checkVerdict(record) ?? checkIndependence(record);
}

function checkVerdict({ verdict, ground_truth }: UnsignedAar): Refusal | null {
  const failed = verdict === 'not_verified' || verdict === 'rejected';
  const contradictory =
    (verdict === 'verified' && ground_truth === 'contradicted') || (failed && ground_truth === 'confirmed');
  return contradictory
    ? refuse('VERDICT_CONTRADICTORY', `verdict "${verdict}" does not go with ground_truth "${ground_truth}"`)
    : null;
}

function checkIndependence({ verifier, principal }: UnsignedAar): Refusal | null {
  if (verifier?.independence !== 'third_party' || verifier.id === undefined) return null;
  return isPrincipalsOwn(verifier.id, principal)
    ? refuse('THIRD_PARTY_ON_PRINCIPAL_HOST', `verifier ${verifier.id} is no third party to principal ${principal}`)
    : null;
}

/** True when a verifier is the principal itself or lives on the principal's own host. */
export function isPrincipalsOwn(verifierId: string, principalId: string): boolean {
  const verifier = parseDid(verifierId);
  const principal = parseDid(principalId);
  if (verifier === null || principal === null) return true;
  return (
    verifier.normalised === principal.normalised ||
    (verifier.hostName !== null && verifier.hostName === principal.hostName)
  );
}
