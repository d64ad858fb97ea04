import type { Contract } from './goal-schema.ts';

/** What the gate knows of one mutating action. */
export interface GateInput {
  readonly dial: 'propose' | 'commit';
  readonly contract: Contract | null | undefined;
  readonly verifierPresent: boolean;
  readonly declaredReversible: boolean;
  /** The commit to return to, once it has been resolved; null when it has not. */
  readonly rollbackRef: string | null;
}

/** The gate's answer. `required: null` means that no ceiling is high enough. */
export interface GateDecision {
  readonly mode: 'propose' | 'commit';
  readonly why: string;
  readonly reversible: boolean;
  readonly required: number | null;
  readonly ceiling: number;
  readonly trust: 0 | 1;
}

/**
 * May this action change the repository for good? Reversibility is a term of the gate: an action counts as
 * reversible only when it is declared so and there is a commit to return to; any other needs `irreversible_min_trust`.
 */
export function decideGate(input: GateInput): GateDecision {
  const ceiling = input.contract?.autonomy_ceiling ?? 0;
  const trust = input.verifierPresent ? 1 : 0;
  const reversible = input.declaredReversible && input.rollbackRef !== null;
  const required = reversible ? 1 : (input.contract?.irreversible_min_trust ?? null);
  const facts = { reversible, required, ceiling, trust } as const;
  const deny = (why: string): GateDecision => ({ mode: 'propose', why, ...facts });
  if (trust === 0) return deny('no verifier: trust 0');
  if (input.dial !== 'commit') return deny('operator asked propose');
  if (ceiling < 1) return deny('contract ceiling forbids commit');
  if (required === null || ceiling < required) {
    const cause =
      input.declaredReversible && !reversible ? 'no commit to return to, so irreversible' : 'irreversible action';
    return deny(`${cause}: needs ceiling >= ${required ?? 'a contract.irreversible_min_trust'} (have ${ceiling})`);
  }
  const note = reversible ? 'reversible' : `irreversible, ceiling ${ceiling} >= ${required}`;
  return { mode: 'commit', why: `operator asked commit, ${note}, verifier present`, ...facts };
}
