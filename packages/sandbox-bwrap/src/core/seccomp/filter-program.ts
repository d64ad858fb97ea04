/** One classic-BPF instruction. */
export interface FilterInstruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

/** Instruction codes a filter is made of (linux/bpf_common.h). */
export const instructionCode = {
  load: 0x20,
  and: 0x54,
  jump: 0x05,
  jumpIfEqual: 0x15,
  jumpIfGreater: 0x25,
  jumpIfGreaterOrEqual: 0x35,
  return: 0x06,
} as const;

/** The kernel's own limit (BPF_MAXINSNS). */
export const instructionsMax = 4096;

/** A place in a program that is written from its end: how many instructions come after it. */
export type FilterPosition = number;

/** Writes a program backwards, so that every jump knows its target when it is written. */
export interface FilterWriter {
  load(offset: number, next: FilterPosition): FilterPosition;
  and(mask: number, next: FilterPosition): FilterPosition;
  branch(code: number, operand: number, whenTrue: FilterPosition, whenFalse: FilterPosition): FilterPosition;
  answer(action: number): FilterPosition;
  finish(): readonly FilterInstruction[];
}

const shortJumpMax = 255;

/** An empty program. */
export function createFilterWriter(): FilterWriter {
  const reversed: FilterInstruction[] = [];
  const answers = new Map<number, FilterPosition>();

  function write(code: number, operand: number, jumpTrue = 0, jumpFalse = 0): FilterPosition {
    return reversed.push({ code, jumpTrue, jumpFalse, operand }) - 1;
  }

  /** Makes `target` the very next instruction. */
  function continueAt(target: FilterPosition): void {
    if (target !== reversed.length - 1) write(instructionCode.jump, reversed.length - target - 1);
  }

  /** A place within reach of a short jump that leads to `target`; `slack` more instructions may come in between. */
  function within(target: FilterPosition, slack: number): FilterPosition {
    return reversed.length + slack - target - 1 <= shortJumpMax
      ? target
      : write(instructionCode.jump, reversed.length - target - 1);
  }

  return {
    load(offset, next) {
      continueAt(next);
      return write(instructionCode.load, offset);
    },
    and(mask, next) {
      continueAt(next);
      return write(instructionCode.and, mask);
    },
    branch(code, operand, whenTrue, whenFalse) {
      const nearTrue = within(whenTrue, 1);
      const nearFalse = within(whenFalse, 0);
      return write(code, operand, reversed.length - nearTrue - 1, reversed.length - nearFalse - 1);
    },
    answer(action) {
      const known = answers.get(action);
      if (known !== undefined) return known;
      const position = write(instructionCode.return, action);
      answers.set(action, position);
      return position;
    },
    finish: () => reversed.toReversed(),
  };
}

/** The bytes the kernel takes: eight per instruction, little-endian like both machines we know. */
export function encodeFilter(program: readonly FilterInstruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jumpTrue, jumpFalse, operand }] of program.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, operand, true);
  }
  return bytes;
}
