import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGate, type GateInput } from '../../src/core/gate.ts';

const allowing: GateInput = {
  dial: 'commit',
  contract: { autonomy_ceiling: 1 },
  verifierPresent: true,
  declaredReversible: true,
  rollbackRef: 'abc',
};

const anyInput: fc.Arbitrary<GateInput> = fc.record({
  dial: fc.constantFrom('propose', 'commit'),
  contract: fc.option(
    fc.record({
      autonomy_ceiling: fc.nat({ max: 4 }),
      irreversible_min_trust: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    }),
  ),
  verifierPresent: fc.boolean(),
  declaredReversible: fc.boolean(),
  rollbackRef: fc.option(fc.constant('abc')),
});

const tierThree = (ceiling: number): GateInput['contract'] => ({
  autonomy_ceiling: ceiling,
  irreversible_min_trust: 3,
});

describe('decideGate', () => {
  it('lets a verified, reversible action under a sufficient ceiling commit', () => {
    expect(decideGate(allowing)).toMatchObject({ mode: 'commit', required: 1, reversible: true });
  });

  it.each<[string, Partial<GateInput>, string]>([
    ['without a verifier', { verifierPresent: false }, 'no verifier'],
    ['when the operator asks to propose', { dial: 'propose' }, 'operator asked propose'],
    ['without a contract', { contract: null }, 'ceiling forbids'],
    ['under ceiling 0', { contract: { autonomy_ceiling: 0 } }, 'ceiling forbids'],
    ['for an action that is not reversible', { declaredReversible: false }, 'irreversible action'],
    ['when there is no commit to return to, whatever the task says', { rollbackRef: null }, 'no commit to return to'],
  ])('falls back to propose %s', (_when, change, why) => {
    expect(decideGate({ ...allowing, ...change })).toMatchObject({
      mode: 'propose',
      why: expect.stringContaining(why),
    });
  });

  it('commits an irreversible action only at or above the tier the contract sets for it', () => {
    expect(decideGate({ ...allowing, declaredReversible: false, contract: tierThree(2) }).mode).toBe('propose');
    expect(decideGate({ ...allowing, declaredReversible: false, contract: tierThree(3) }).mode).toBe('commit');
  });

  it('never commits against any of its terms', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { mode, required } = decideGate(input);
        const reversible = input.declaredReversible && input.rollbackRef !== null;
        const tier = reversible ? 1 : (input.contract?.irreversible_min_trust ?? Infinity);
        const allowed =
          input.dial === 'commit' &&
          input.verifierPresent &&
          (input.contract?.autonomy_ceiling ?? 0) >= Math.max(1, tier);
        expect(mode === 'commit').toBe(allowed);
        expect(required ?? Infinity).toBe(tier);
      }),
    );
  });
});
