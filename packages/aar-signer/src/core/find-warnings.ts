import { escapeForeign } from './escape-foreign.ts';
import { isPrincipalsOwn } from './check-record-meaning.ts';
import { toNanoseconds } from './parse-utc-time.ts';
import type { SignedAar } from './record-schema.ts';
import type { EligibleKey } from './select-keys.ts';

/** What a verification does not refuse but its reader ought to know. */
export const warningCodes = [
  'HISTORY_NOT_CHECKED',
  'SIGNER_SELF_ASSERTED',
  'KEY_SINCE_EXPIRED',
  'KEY_SINCE_REVOKED',
  'INDEPENDENCE_DOUBTFUL',
] as const;

/** The warnings for a record that verified, each as `CODE: sentence`. */
export function findWarnings(
  record: SignedAar,
  key: EligibleKey,
  context: { readonly now: Date; readonly selfAsserted: boolean },
): readonly string[] {
  const warnings: string[] = [];
  const warn = (code: (typeof warningCodes)[number], sentence: string): void => {
    warnings.push(`${code}: ${sentence}`);
  };
  const now = toNanoseconds(context.now);
  const history = (['prior', 'log'] as const).filter((member) => record[member] !== undefined);
  if (history.length > 0) {
    warn(
      'HISTORY_NOT_CHECKED',
      `${history.join(' and ')} present; neither a chain nor a log was checked, L3 is not granted`,
    );
  }
  if (context.selfAsserted) {
    warn(
      'SIGNER_SELF_ASSERTED',
      'a did:key proves that one key signed, not whose it is; pass the DID documents you trust',
    );
  }
  const backdating = 'only the record itself says that it was signed before';
  if (key.expires !== null && now >= key.expires)
    warn('KEY_SINCE_EXPIRED', `${escapeForeign(key.id)} has expired since; ${backdating}`);
  if (key.revoked !== null && now >= key.revoked)
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
