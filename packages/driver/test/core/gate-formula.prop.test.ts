import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGate, type GateInput } from '../../src/core/gate.ts';
import { judgeVerification } from '../../src/core/verifier-trust.ts';

const level = fc.nat({ max: 4 });
const anyInput = fc.record({
  dial: fc.constantFrom('propose' as const, 'commit' as const),
  operatorDial: fc.option(level),
  ceiling: level,
  tier: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  verifierPresent: fc.boolean(),
  verifierFresh: fc.boolean(),
  verifierHealthy: fc.boolean(),
  declaredReversible: fc.boolean(),
  rollbackRef: fc.option(fc.constant('abc')),
  humanGate: fc.option(fc.constant('receipt')),
});
type Input = typeof anyInput extends fc.Arbitrary<infer Value> ? Value : never;

const toGate = ({ ceiling, tier, ...rest }: Input): GateInput => ({
  ...rest,
  contract: { autonomy_ceiling: ceiling, irreversible_min_trust: tier },
});

/** The architecture's formula, written down a second time and without regard to words. */
function proceeds(input: Input): boolean {
  const trust = input.verifierPresent && input.verifierFresh && input.verifierHealthy ? Infinity : 0;
  const dial = Math.min(input.dial === 'commit' ? Infinity : 0, input.operatorDial ?? Infinity);
  const effective = Math.min(dial, input.ceiling, trust);
  const reversible = input.declaredReversible && input.rollbackRef !== null;
  const tier = Math.max(1, input.tier ?? Infinity);
  const required = reversible || input.humanGate !== null ? 1 : tier;
  return effective >= required;
}

describe('the gate', () => {
  it('proceeds exactly when min(dial, ceiling, trust) reaches what the action requires', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const decision = decideGate(toGate(input));
        expect(decision.mode === 'commit').toBe(proceeds(input));
        expect(decision.mode === 'commit' && decision.escalate).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('asks for a person exactly when an approval would make it proceed', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { mode, escalate } = decideGate(toGate(input));
        const approved = proceeds({ ...input, humanGate: 'receipt' });
        expect(escalate).toBe(mode === 'propose' && approved);
      }),
      { numRuns: 2000 },
    );
  });

  it('never proceeds with less of anything where it did not with more', () => {
    fc.assert(
      fc.property(anyInput, level, (input, lower) => {
        const weaker = { ...input, operatorDial: Math.min(input.operatorDial ?? 100, lower) };
        expect(!proceeds(input) && decideGate(toGate(weaker)).mode === 'commit').toBe(false);
      }),
    );
  });
});

const at = (time: string): Parameters<typeof judgeVerification>[0] => ({ exit: 0, stopped: null, observed_at: time });

describe('the trust in a verification', () => {
  const nowMs = Date.parse('2026-01-01T12:00:00Z');
  it.each([
    ['a fresh answer that came by itself', at('2026-01-01T11:59:00Z'), true, true],
    ['one of two hours ago', at('2026-01-01T10:00:00Z'), true, false],
    ['one that claims to come from the far future', at('2027-01-01T00:00:00Z'), true, false],
    ['a time that is no time', at('soon'), true, false],
    [
      'one that was ended',
      { exit: null, stopped: 'timeout' as const, observed_at: '2026-01-01T11:59:00Z' },
      false,
      true,
    ],
    ['none at all', null, false, false],
  ])('is right for %s', (_what, verification, verifierHealthy, verifierFresh) => {
    expect(judgeVerification(verification, nowMs)).toEqual({ verifierHealthy, verifierFresh });
  });
});
