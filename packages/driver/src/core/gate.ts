import type { Contract } from './goal-schema.ts';

/** What the gate knows of one mutating action. */
export interface GateInput {
  /** The goal file's own dial: `propose` is 0, `commit` sets no bound. */
  readonly dial: 'propose' | 'commit';
  /** The bound set over the control channel; null for none. */
  readonly operatorDial?: number | null;
  readonly contract: Contract | null | undefined;
  readonly verifierPresent: boolean;
  /** False when its answer is too old to count. */
  readonly verifierFresh?: boolean;
  /** False when it did not end by itself. */
  readonly verifierHealthy?: boolean;
  readonly declaredReversible: boolean;
  /** The commit to return to, once it has been resolved; null when it has not. */
  readonly rollbackRef: string | null;
  /** Digest of a person's unexpired approval of this very action; null for none. */
  readonly humanGate?: string | null;
}

/** The gate's answer. `required: null` means that no level is high enough. */
export interface GateDecision {
  readonly mode: 'propose' | 'commit';
  readonly why: string;
  readonly reversible: boolean;
  readonly required: number | null;
  readonly ceiling: number;
  readonly trust: 0 | 1;
  /** min(dial, ceiling, trust), where trust 1 sets no bound. */
  readonly effective: number;
  readonly dial: number | null;
  readonly human_gate: string | null;
  /** True when nothing but a person's approval is missing. */
  readonly escalate: boolean;
}

/** What an ordinary, reversible action needs. */
const baseTrust = 1;
const noBound = 100;

/**
 * May this action change the repository for good? `min(dial, ceiling, trust) >= required`, where an action that cannot be
 * taken back requires the contract's higher tier, or else a person's approval. It counts as reversible only when it is
 * declared so and there is a commit to return to.
 */
export function decideGate(input: GateInput): GateDecision {
  const ceiling = input.contract?.autonomy_ceiling ?? 0;
  const trust = input.verifierPresent && (input.verifierFresh ?? true) && (input.verifierHealthy ?? true) ? 1 : 0;
  const dial = input.operatorDial ?? null;
  const goalDial = input.dial === 'commit' ? noBound : 0;
  const effective = Math.min(goalDial, dial ?? noBound, ceiling, trust * noBound);
  const reversible = input.declaredReversible && input.rollbackRef !== null;
  const humanGate = reversible ? null : (input.humanGate ?? null);
  const tier = input.contract?.irreversible_min_trust ?? null;
  const required = reversible || humanGate !== null ? baseTrust : tier === null ? null : Math.max(baseTrust, tier);
  const facts = { reversible, required, ceiling, trust, effective, dial, human_gate: humanGate } as const;
  const deny = (why: string, escalate = false): GateDecision => ({ mode: 'propose', why, ...facts, escalate });
  if (trust === 0) return deny(`${whyNoTrust(input)}: trust 0`);
  if (input.dial !== 'commit') return deny('operator asked propose');
  if (dial !== null && dial < baseTrust) return deny(`operator turned the dial down to ${dial}`);
  if (ceiling < baseTrust) return deny('contract ceiling forbids commit');
  if (required === null || effective < required) {
    const cause =
      input.declaredReversible && !reversible ? 'no commit to return to, so irreversible' : 'irreversible action';
    const needs = required ?? 'a contract.irreversible_min_trust';
    return deny(`${cause}: needs ceiling >= ${needs} (have ${effective}) or an approval`, true);
  }
  const note = reversible
    ? 'reversible'
    : humanGate === null
      ? `irreversible, ${effective} >= ${required}`
      : `irreversible, approved (${humanGate.slice(0, 12)})`;
  return { mode: 'commit', why: `operator asked commit, ${note}, verifier present`, ...facts, escalate: false };
}

function whyNoTrust({ verifierPresent, verifierFresh }: GateInput): string {
  if (!verifierPresent) return 'no verifier';
  return verifierFresh === false ? 'the verification is stale' : 'the verifier is not healthy';
}
