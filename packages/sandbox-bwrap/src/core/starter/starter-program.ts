/** One system call of a starter; bytes are handed over as the address where they lie. */
export interface StarterCall {
  readonly number: number;
  readonly args: readonly (Uint8Array | bigint | number)[];
}

/** The exit code of a starter that gave up: a call failed, or the launcher could not be executed. */
export const starterFailure = 125;

/**
 * Machine code and what it says: make each call of the table in turn, give up at the first that fails, at the table's end
 * become the program in argument 1.
 */
const interpreter = [
  ['488d1d49000000', 'lea rbx, [rip + 73]: the table'],
  ['488b03', 'next: mov rax, [rbx]'],
  ['4885c0', 'test rax, rax'],
  ['781d', 'js become: a negative number ends the table'],
  ['488b7b08', 'mov rdi, [rbx + 8]'],
  ['488b7310', 'mov rsi, [rbx + 16]'],
  ['488b5318', 'mov rdx, [rbx + 24]'],
  ['4c8b5320', 'mov r10, [rbx + 32]'],
  ['4883c328', 'add rbx, 40'],
  ['0f05', 'syscall'],
  ['4885c0', 'test rax, rax'],
  ['79dd', 'jns next'],
  ['eb13', 'jmp give up'],
  ['488b7c2410', 'become: mov rdi, [rsp + 16]: argument 1'],
  ['488d742410', 'lea rsi, [rsp + 16]: the arguments from there on'],
  ['31d2', 'xor edx, edx: no environment'],
  ['b83b000000', 'mov eax, 59: execve'],
  ['0f05', 'syscall'],
  ['bf7d000000', 'give up: mov edi, 125'],
  ['b8e7000000', 'mov eax, 231: exit_group'],
  ['0f05', 'syscall'],
] as const;

const baseAddress = 0x40_0000;
const headerBytes = 0x78;
const tableOffset = headerBytes + 80;
const rowBytes = 40;

/** A complete x64 Linux program of a few hundred bytes: it makes `calls`, then executes its argument 1 with the rest. */
export function starterProgram(calls: readonly StarterCall[]): Uint8Array {
  const blobs = calls.flatMap(({ args }) => args.filter((argument) => argument instanceof Uint8Array));
  const dataOffset = tableOffset + calls.length * rowBytes + 8;
  const image = new Uint8Array(dataOffset + blobs.reduce((sum, blob) => sum + paddedLength(blob), 0));
  const view = new DataView(image.buffer);
  writeHeader(view, image.length);
  const code = interpreter.map(([bytes]) => bytes).join('');
  for (let at = 0; at < code.length; at += 2) image[headerBytes + at / 2] = Number.parseInt(code.slice(at, at + 2), 16);
  let data = dataOffset;
  const place = (blob: Uint8Array): bigint => {
    image.set(blob, data);
    data += paddedLength(blob);
    return BigInt(baseAddress + data - paddedLength(blob));
  };
  for (const [index, { number, args }] of calls.entries()) {
    const row = tableOffset + index * rowBytes;
    view.setBigInt64(row, BigInt(number), true);
    for (const [position, argument] of args.entries()) {
      const value = argument instanceof Uint8Array ? place(argument) : BigInt(argument);
      view.setBigUint64(row + 8 + position * 8, BigInt.asUintN(64, value), true);
    }
  }
  view.setBigInt64(dataOffset - 8, -1n, true);
  return image;
}

function paddedLength(blob: Uint8Array): number {
  return Math.ceil(blob.length / 8) * 8;
}

/** ELF: one file header, one read-only executable segment over the whole file. */
function writeHeader(view: DataView, fileBytes: number): void {
  for (const [index, byte] of [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1].entries()) view.setUint8(index, byte);
  view.setUint16(0x10, 2, true);
  view.setUint16(0x12, 62, true);
  view.setUint32(0x14, 1, true);
  view.setBigUint64(0x18, BigInt(baseAddress + headerBytes), true);
  view.setBigUint64(0x20, 0x40n, true);
  view.setUint16(0x34, 0x40, true);
  view.setUint16(0x36, 0x38, true);
  view.setUint16(0x38, 1, true);
  view.setUint32(0x40, 1, true);
  view.setUint32(0x44, 5, true);
  view.setBigUint64(0x50, BigInt(baseAddress), true);
  view.setBigUint64(0x58, BigInt(baseAddress), true);
  view.setBigUint64(0x60, BigInt(fileBytes), true);
  view.setBigUint64(0x68, BigInt(fileBytes), true);
  view.setBigUint64(0x70, 0x1000n, true);
}
