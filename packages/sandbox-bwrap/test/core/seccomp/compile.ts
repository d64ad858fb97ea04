import type { Architecture } from '../../../src/core/seccomp/architecture.ts';
import { findArchitecture } from '../../../src/core/seccomp/architecture.ts';
import { describeAction } from '../../../src/core/seccomp/action.ts';
import { evaluateFilter } from '../../../src/core/seccomp/evaluate-filter.ts';
import type { FilterInstruction } from '../../../src/core/seccomp/filter-program.ts';

/** A machine by Node's name for it; throws when there is none. */
export function machine(name: 'arm64' | 'x64'): Architecture {
  const architecture = findArchitecture(name);
  if (architecture === null) throw new Error(`no tables for ${name}`);
  return architecture;
}

/** What a program answers to a call by name. */
export function answer(
  program: readonly FilterInstruction[],
  architecture: Architecture,
  name: string,
  ...args: readonly (bigint | number)[]
): string {
  const number = architecture.numbers.get(name);
  if (number === undefined) throw new Error(`no call ${name}`);
  return describeAction(
    evaluateFilter(program, { auditValue: architecture.auditValue, number, args: args.map((value) => BigInt(value)) }),
  );
}
