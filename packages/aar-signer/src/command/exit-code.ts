/** Exit codes of the command line. */
export const exitCode = {
  done: 0,
  belowMinimumLevel: 1,
  fail: 2,
  usage: 64,
  internal: 70,
  locked: 75,
} as const;
