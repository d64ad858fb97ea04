import type { Attempt } from './attempt.ts';
import { contractDigest } from './core/contract-digest.ts';
import { verificationOf } from './core/driver-state.ts';
import { decideGate, type GateDecision } from './core/gate.ts';
import type { Goal } from './core/goal-schema.ts';
import { judgeVerification } from './core/verifier-trust.ts';
import type { Session } from './session.ts';

/**
 * Asks the gate about landing an attempt's work, now; both profiles come through here. `rollbackRef` is a commit that the
 * work can really return to. `humanGate` replaces the approval on record.
 */
export function askGate(
  session: Session,
  attempt: Attempt,
  rollbackRef: string | null,
  {
    goal = session.parsed.goal,
    humanGate = session.governor.approvalFor(attempt.key)?.receipt ?? null,
  }: { readonly goal?: Goal; readonly humanGate?: string | null } = {},
): GateDecision {
  return decideGate({
    dial: goal.mode,
    operatorDial: session.governor.dial(),
    contract: goal.contract,
    verifierPresent: Boolean(goal.verify_cmd),
    ...judgeVerification(verificationOf(session.state, attempt.task), Date.now()),
    declaredReversible: attempt.reversible,
    rollbackRef,
    humanGate,
  });
}

/** Journals the gate's answer where the operator asked for commits, and calls a person where only a person can go on. */
export function recordGate(session: Session, attempt: Attempt, gate: GateDecision, rollbackRef: string | null): void {
  if (session.parsed.goal.mode !== 'commit') return;
  const { mode, escalate, ...receipt } = gate;
  const { contract } = session.parsed.goal;
  session.record({
    event: mode === 'commit' ? 'gate_allowed' : escalate ? 'gate_escalated' : 'gate_denied',
    task: attempt.task,
    attempt: attempt.attempt,
    ...receipt,
    rollback_ref: gate.reversible ? rollbackRef : null,
    contract: contract === null || contract === undefined ? null : contractDigest(contract),
    actor: 'driver',
  });
  if (!escalate) return;
  session.alert(
    'approval',
    attempt.task,
    `task ${attempt.task} on '${session.parsed.goal.goal}' cannot be taken back and was left as a proposal: ${gate.why}`,
  );
}
