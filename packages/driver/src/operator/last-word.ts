import { askGate } from '../ask-gate.ts';
import type { Attempt } from '../attempt.ts';
import { contractDigest } from '../core/contract-digest.ts';
import type { GateDecision } from '../core/gate.ts';
import type { Session } from '../session.ts';

/** May the change happen now, at this very moment? */
export type LastWord = 'go' | { readonly kind: 'wait' | 'stop' } | { readonly kind: 'refuse'; readonly why: string };

/**
 * Asked inside `Governor.mutate`, with nothing between the answer and the change: reads the operator's log, then gate and
 * contract once more. Whether the change can be taken back was settled when the gate was asked first.
 */
export function lastWord(session: Session, attempt: Attempt, rollbackRef: string | null): LastWord {
  const { governor, parsed, signal } = session;
  governor.refresh();
  if (signal.aborted) return { kind: 'stop' };
  if (governor.isHeld()) return { kind: 'wait' };
  const { contract } = parsed.goal;
  if (contract && governor.isRevoked(contractDigest(contract))) return { kind: 'refuse', why: 'contract_revoked' };
  const ask = (humanGate: string | null): GateDecision => askGate(session, attempt, rollbackRef, { humanGate });
  const approval = governor.approvalFor(attempt.key);
  if (ask(approval?.receipt ?? null).mode === 'commit') return 'go';
  const withApproval = approval === undefined && ask('expired').mode === 'commit';
  return { kind: 'refuse', why: withApproval ? 'approval_expired' : 'autonomy_lowered' };
}
