import { escapeForeign } from './escape-foreign.ts';
import { isPrincipalsOwn } from './check-record-meaning.ts';
import { toNanoseconds } from './parse-utc-time.ts';
import type { SignedAar } from './record-schema.ts';
import type { EligibleKey } from './select-keys.ts';

/** What a verification does not refuse but its reader ought to know. */
export const warningCodes = [
  'HISTORY_NOT_CHECKED',
  'LOG_OPERATOR_TRUSTED',
  'CHAIN_HEAD_UNKNOWN',
  'SIGNER_SELF_ASSERTED',
  'KEY_SINCE_EXPIRED',
  'KEY_SINCE_REVOKED',
  'INDEPENDENCE_DOUBTFUL',
] as const;

/** The warnings for a record that verified, each as `CODE: sentence`. */
export function findWarnings(
  record: SignedAar,
  key: EligibleKey,
  context: {
    readonly now: Date;
    readonly selfAsserted: boolean;
    /** Where a trusted log holds the record, and since when witnesses say so (seconds since 1970). */
    readonly inclusion: { readonly witnessedAt: number | null } | null;
  },
): readonly string[] {
  const warnings: string[] = [];
  const warn = (code: (typeof warningCodes)[number], sentence: string): void => {
    warnings.push(`${code}: ${sentence}`);
  };
  const now = toNanoseconds(context.now);
  const { inclusion } = context;
  const unchecked = (['prior', 'log'] as const).filter(
    (member) => record[member] !== undefined && !(member === 'log' && inclusion !== null),
  );
  if (unchecked.length > 0) {
    warn('HISTORY_NOT_CHECKED', `${unchecked.join(' and ')} present and not checked here`);
  }
  if (inclusion !== null && inclusion.witnessedAt === null) {
    warn(
      'LOG_OPERATOR_TRUSTED',
      'no witness is demanded: the log could show others another history, or sign this one later',
    );
  }
  if (context.selfAsserted) {
    warn(
      'SIGNER_SELF_ASSERTED',
      'a did:key proves that one key signed, not whose it is; pass the DID documents you trust',
    );
  }
  const backdating = 'only the record itself says that it was signed before';
  // Enough witnesses saw the record in time: then it was not signed afterwards.
  const seenBefore = (end: bigint): boolean =>
    typeof inclusion?.witnessedAt === 'number' && BigInt(inclusion.witnessedAt) * 1_000_000_000n < end;
  if (key.expires !== null && now >= key.expires && !seenBefore(key.expires))
    warn('KEY_SINCE_EXPIRED', `${escapeForeign(key.id)} has expired since; ${backdating}`);
  if (key.revoked !== null && now >= key.revoked && !seenBefore(key.revoked))
    warn('KEY_SINCE_REVOKED', `${escapeForeign(key.id)} was revoked since; ${backdating}`);
  const { verifier, principal } = record;
  if (
    verifier?.independence === 'separate_principal' &&
    verifier.id !== undefined &&
    isPrincipalsOwn(verifier.id, principal)
  ) {
    warn(
      'INDEPENDENCE_DOUBTFUL',
      `verifier ${verifier.id} claims a separate principal but lives on the host of ${principal}`,
    );
  }
  return warnings;
}
