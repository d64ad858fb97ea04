import { instructionCode } from './filter-program.ts';
import type { FilterPosition, FilterWriter } from './filter-program.ts';
import type { ArgumentTest } from './profile-schema.ts';

const argumentsOffset = 16;
const argumentBytes = 8;

/** Writes one comparison; goes on at `yes` when it holds, else at `no`. Narrow arguments are compared by their low half. */
export function writeArgumentTest(
  writer: FilterWriter,
  test: ArgumentTest,
  isNarrow: boolean,
  yes: FilterPosition,
  no: FilterPosition,
): FilterPosition {
  const low = argumentsOffset + test.index * argumentBytes;
  const value = halves(test.value);
  const second = halves(test.valueTwo);
  const { jumpIfEqual, jumpIfGreater, jumpIfGreaterOrEqual } = instructionCode;

  function equal(whenTrue: FilterPosition, whenFalse: FilterPosition): FilterPosition {
    const lowTest = writer.load(low, writer.branch(jumpIfEqual, value.low, whenTrue, whenFalse));
    if (isNarrow) return lowTest;
    return writer.load(low + 4, writer.branch(jumpIfEqual, value.high, lowTest, whenFalse));
  }

  function ordered(code: number, whenTrue: FilterPosition, whenFalse: FilterPosition): FilterPosition {
    const lowTest = writer.load(low, writer.branch(code, value.low, whenTrue, whenFalse));
    if (isNarrow) return lowTest;
    const sameHigh = writer.branch(jumpIfEqual, value.high, lowTest, whenFalse);
    return writer.load(low + 4, writer.branch(jumpIfGreater, value.high, whenTrue, sameHigh));
  }

  function masked(): FilterPosition {
    const lowTest = writer.load(low, writer.and(value.low, writer.branch(jumpIfEqual, second.low, yes, no)));
    if (isNarrow) return lowTest;
    return writer.load(low + 4, writer.and(value.high, writer.branch(jumpIfEqual, second.high, lowTest, no)));
  }

  switch (test.op) {
    case 'SCMP_CMP_EQ':
      return equal(yes, no);
    case 'SCMP_CMP_NE':
      return equal(no, yes);
    case 'SCMP_CMP_GT':
      return ordered(jumpIfGreater, yes, no);
    case 'SCMP_CMP_LE':
      return ordered(jumpIfGreater, no, yes);
    case 'SCMP_CMP_GE':
      return ordered(jumpIfGreaterOrEqual, yes, no);
    case 'SCMP_CMP_LT':
      return ordered(jumpIfGreaterOrEqual, no, yes);
    case 'SCMP_CMP_MASKED_EQ':
      return masked();
  }
}

function halves(value: bigint): { readonly low: number; readonly high: number } {
  return { low: Number(value & 0xffff_ffffn), high: Number(value >> 32n) };
}
