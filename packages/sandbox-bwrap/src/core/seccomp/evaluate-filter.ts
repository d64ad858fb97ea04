import { instructionCode } from './filter-program.ts';
import type { FilterInstruction } from './filter-program.ts';

/** One system call as the kernel shows it to a filter. */
export interface SystemCall {
  readonly auditValue: number;
  readonly number: number;
  /** Up to six 64-bit arguments; missing ones are 0. */
  readonly args: readonly bigint[];
}

/** Runs a filter program as the kernel would and returns its answer. Throws RangeError when the program runs out. */
export function evaluateFilter(program: readonly FilterInstruction[], call: SystemCall): number {
  let accumulator = 0;
  let index = 0;
  for (;;) {
    const instruction = program[index];
    if (instruction === undefined) throw new RangeError(`The filter jumps to ${index}, behind its end.`);
    const { code, operand } = instruction;
    index += 1;
    if (code === instructionCode.return) return operand;
    if (code === instructionCode.load) accumulator = loadWord(call, operand);
    else if (code === instructionCode.and) accumulator = (accumulator & operand) >>> 0;
    else if (code === instructionCode.jump) index += operand;
    else index += holds(code, accumulator, operand) ? instruction.jumpTrue : instruction.jumpFalse;
  }
}

function holds(code: number, accumulator: number, operand: number): boolean {
  if (code === instructionCode.jumpIfEqual) return accumulator === operand;
  if (code === instructionCode.jumpIfGreater) return accumulator > operand;
  if (code === instructionCode.jumpIfGreaterOrEqual) return accumulator >= operand;
  throw new RangeError(`The filter holds an instruction of unknown code ${code}.`);
}

function loadWord(call: SystemCall, offset: number): number {
  if (offset === 0) return call.number >>> 0;
  if (offset === 4) return call.auditValue >>> 0;
  const value = call.args[Math.floor((offset - 16) / 8)] ?? 0n;
  return Number((offset % 8 === 0 ? value : value >> 32n) & 0xffff_ffffn);
}
