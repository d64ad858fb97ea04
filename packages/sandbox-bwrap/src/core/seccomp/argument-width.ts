/**
 * Arguments the kernel takes as 32-bit numbers, by system call. It ignores the upper half, so a comparison must too:
 * setting bit 32 would otherwise walk past a rule.
 */
const narrowArguments: Readonly<Record<string, readonly number[]>> = {
  clone: [0],
  fcntl: [0, 1],
  ioctl: [0, 1],
  keyctl: [0],
  mknod: [1, 2],
  mknodat: [0, 1, 2, 3],
  mprotect: [2],
  personality: [0],
  prctl: [0],
  ptrace: [0, 1],
  seccomp: [0, 1],
  setns: [0, 1],
  setsockopt: [0, 1, 2, 4],
  getsockopt: [0, 1, 2],
  socket: [0, 1, 2],
  socketpair: [0, 1, 2],
  unshare: [0],
};

/** Numbers of the system calls above with their narrow arguments, for one machine. */
export function narrowArgumentsOf(numbers: ReadonlyMap<string, number>): ReadonlyMap<number, readonly number[]> {
  return new Map(
    Object.entries(narrowArguments).flatMap(([name, indexes]) => {
      const number = numbers.get(name);
      return number === undefined ? [] : [[number, indexes] as const];
    }),
  );
}
