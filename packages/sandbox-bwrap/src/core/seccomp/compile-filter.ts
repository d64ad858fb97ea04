import { SandboxError } from '../../errors.ts';
import { errnoCode, filterAction } from './action.ts';
import { narrowArgumentsOf } from './argument-width.ts';
import { createFilterWriter, instructionCode, instructionsMax } from './filter-program.ts';
import type { FilterInstruction, FilterPosition, FilterWriter } from './filter-program.ts';
import type { ResolvedProfile, ResolvedRule } from './resolve-profile.ts';
import { writeArgumentTest } from './write-argument-test.ts';

/** Offsets in the data the kernel hands to a filter (struct seccomp_data). */
const numberOffset = 0;
const architectureOffset = 4;

/** System calls with consecutive numbers that are treated alike. */
interface Interval {
  readonly first: number;
  readonly rules: readonly ResolvedRule[];
  readonly narrow: readonly number[];
}

/**
 * Turns a profile into a program: first the machine, then a second calling convention, then a balanced search for the
 * number. Numbers newer than our tables answer "no such call", which C libraries know how to handle.
 */
export function compileFilter(profile: ResolvedProfile): readonly FilterInstruction[] {
  const { architecture } = profile;
  const writer = createFilterWriter();
  const kill = writer.answer(filterAction.killProcess);
  const unknown = writer.answer(filterAction.errno(errnoCode.noSuchCall));
  const highest = Math.max(...architecture.numbers.values());
  const search = writeSearch(writer, intervalsOf(profile), profile.defaultAction);
  const known = writer.branch(instructionCode.jumpIfGreater, highest, unknown, search);
  const native =
    architecture.foreignFrom === null
      ? known
      : writer.branch(instructionCode.jumpIfGreaterOrEqual, architecture.foreignFrom, kill, known);
  const readNumber = writer.load(numberOffset, native);
  const checkMachine = writer.branch(instructionCode.jumpIfEqual, architecture.auditValue, readNumber, kill);
  writer.load(architectureOffset, checkMachine);
  const program = writer.finish();
  if (program.length > instructionsMax) {
    throw new SandboxError(
      'INVALID_POLICY',
      `The seccomp profile needs ${program.length} instructions; the kernel takes ${instructionsMax}. Use fewer argument rules.`,
    );
  }
  return program;
}

function intervalsOf({ architecture, rules }: ResolvedProfile): readonly Interval[] {
  const narrowArguments = narrowArgumentsOf(architecture.numbers);
  const intervals: Interval[] = [];
  for (let number = 0; number <= Math.max(...architecture.numbers.values()); number += 1) {
    const narrow = narrowArguments.get(number) ?? [];
    const interval: Interval = { first: number, rules: rules.get(number) ?? [], narrow };
    const last = intervals.at(-1);
    if (last === undefined || !areAlike(last, interval)) intervals.push(interval);
  }
  return intervals;
}

/** Only calls without tests are merged: with them, the widths of the arguments would have to agree too. */
function areAlike(left: Interval, right: Interval): boolean {
  const [leftAnswer, rightAnswer] = [left, right].map(({ rules }) =>
    rules.length === 0 ? 'default' : rules[0]?.tests.length === 0 ? rules[0].action : null,
  );
  return leftAnswer !== null && leftAnswer === rightAnswer;
}

function writeSearch(writer: FilterWriter, intervals: readonly Interval[], defaultAction: number): FilterPosition {
  const middle = Math.floor(intervals.length / 2);
  const pivot = intervals[middle];
  if (pivot === undefined) return writer.answer(defaultAction);
  if (intervals.length === 1) return writeRules(writer, pivot, defaultAction);
  const below = writeSearch(writer, intervals.slice(0, middle), defaultAction);
  const above = writeSearch(writer, intervals.slice(middle), defaultAction);
  return writer.branch(instructionCode.jumpIfGreaterOrEqual, pivot.first, above, below);
}

function writeRules(writer: FilterWriter, { rules, narrow }: Interval, defaultAction: number): FilterPosition {
  let next = writer.answer(defaultAction);
  for (const { action, tests } of rules.toReversed()) {
    const failed = next;
    next = writer.answer(action);
    for (const test of tests.toReversed()) {
      next = writeArgumentTest(writer, test, narrow.includes(test.index), next, failed);
    }
  }
  return next;
}
