import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterAction } from '../../../src/core/seccomp/action.ts';
import { compileFilter } from '../../../src/core/seccomp/compile-filter.ts';
import { evaluateFilter } from '../../../src/core/seccomp/evaluate-filter.ts';
import { profileSchema } from '../../../src/core/seccomp/profile-schema.ts';
import type { ArgumentTest, ProfileInput } from '../../../src/core/seccomp/profile-schema.ts';
import { dockerProfile } from '../../../src/core/seccomp/docker-profile.ts';
import { resolveProfile } from '../../../src/core/seccomp/resolve-profile.ts';
import type { ResolvedProfile } from '../../../src/core/seccomp/resolve-profile.ts';
import { strictProfile } from '../../../src/core/seccomp/strict-profile.ts';
import { machine } from './compile.ts';

const x64 = machine('x64');
const narrowCalls: Readonly<Record<string, readonly number[]>> = {
  socket: [0, 1, 2],
  ioctl: [0, 1],
  clone: [0],
  personality: [0],
};
const names = ['read', 'write', 'openat', ...Object.keys(narrowCalls)];
const operators: readonly ArgumentTest['op'][] = [
  'SCMP_CMP_NE',
  'SCMP_CMP_LT',
  'SCMP_CMP_LE',
  'SCMP_CMP_EQ',
  'SCMP_CMP_GE',
  'SCMP_CMP_GT',
  'SCMP_CMP_MASKED_EQ',
];

/** The meaning of a comparison, said once more in plain arithmetic. */
function holds(test: ArgumentTest, raw: bigint, isNarrow: boolean): boolean {
  const cut = (value: bigint): bigint => (isNarrow ? value & 0xffff_ffffn : value);
  const [argument, value, second] = [cut(raw), cut(test.value), cut(test.valueTwo)];
  switch (test.op) {
    case 'SCMP_CMP_NE':
      return argument !== value;
    case 'SCMP_CMP_LT':
      return argument < value;
    case 'SCMP_CMP_LE':
      return argument <= value;
    case 'SCMP_CMP_EQ':
      return argument === value;
    case 'SCMP_CMP_GE':
      return argument >= value;
    case 'SCMP_CMP_GT':
      return argument > value;
    case 'SCMP_CMP_MASKED_EQ':
      return (argument & value) === second;
  }
}

function expectedAction(profile: ResolvedProfile, name: string, args: readonly bigint[]): number {
  const rules = profile.rules.get(x64.numbers.get(name) ?? -1) ?? [];
  const match = rules.find(({ tests }) =>
    tests.every((test) => holds(test, args[test.index] ?? 0n, narrowCalls[name]?.includes(test.index) === true)),
  );
  return match?.action ?? profile.defaultAction;
}

const word = fc.oneof(
  fc.constantFrom(0n, 1n, 40n, 41n, 1n << 31n, 0xffff_ffffn, 1n << 32n, (1n << 32n) + 40n, 0xffff_ffff_ffff_ffffn),
  fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
);
const argumentTest = fc.record({
  index: fc.integer({ min: 0, max: 5 }),
  value: word.map(String),
  valueTwo: word.map(String),
  op: fc.constantFrom(...operators),
});
const rules = fc.array(
  fc.record({
    names: fc.subarray(names, { minLength: 1 }),
    action: fc.constantFrom('SCMP_ACT_ALLOW' as const, 'SCMP_ACT_ERRNO' as const, 'SCMP_ACT_KILL' as const),
    args: fc.array(argumentTest, { maxLength: 3 }),
  }),
  { maxLength: 6 },
);

function resolve(profile: ProfileInput): ResolvedProfile {
  return resolveProfile(profileSchema.parse(profile), x64, [6, 1]);
}

describe('a compiled filter', () => {
  it('answers as its rules say, for any rules and arguments', () => {
    fc.assert(
      fc.property(rules, fc.array(word, { minLength: 6, maxLength: 6 }), (syscalls, args) => {
        const profile = resolve({ defaultAction: 'SCMP_ACT_ERRNO', syscalls });
        const program = compileFilter(profile);
        for (const name of names) {
          const call = { auditValue: x64.auditValue, number: x64.numbers.get(name) ?? -1, args };
          expect(evaluateFilter(program, call)).toBe(expectedAction(profile, name, args));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('answers as its rules say with jumps longer than one instruction can hold', () => {
    const syscalls = Array.from({ length: 200 }, (_unused, value) => ({
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW' as const,
      args: [
        { index: 0, value, op: 'SCMP_CMP_EQ' as const },
        { index: 3, value, op: 'SCMP_CMP_GE' as const },
      ],
    }));
    const profile = resolve({ defaultAction: 'SCMP_ACT_ERRNO', syscalls });
    const program = compileFilter(profile);
    expect(program.length).toBeGreaterThan(1000);
    for (const value of [0n, 1n, 100n, 199n, 200n]) {
      const call = { auditValue: x64.auditValue, number: x64.numbers.get('socket') ?? -1, args: [value, 0n, 0n, 150n] };
      expect(evaluateFilter(program, call)).toBe(value <= 150n ? filterAction.allow : profile.defaultAction);
    }
  });

  it.each([
    ['strict', strictProfile],
    ['docker', dockerProfile],
  ])('answers as the %s profile says to every call there is, with plain and with odd arguments', (_name, input) => {
    const profile = resolve(input);
    const program = compileFilter(profile);
    for (const [name, number] of x64.numbers) {
      for (const args of [[], [1n, 1n, 0n], [40n, 0x5412n, 9n], [(1n << 32n) + 1n, (1n << 32n) + 0x5412n, 1n << 32n]]) {
        const isKnown =
          Object.hasOwn(narrowCalls, name) ||
          (profile.rules.get(number) ?? []).every(({ tests }) => tests.length === 0);
        const action = evaluateFilter(program, { auditValue: x64.auditValue, number, args });
        expect([name, args, isKnown ? action : null]).toEqual([
          name,
          args,
          isKnown ? expectedAction(profile, name, args) : null,
        ]);
      }
    }
  });
});
