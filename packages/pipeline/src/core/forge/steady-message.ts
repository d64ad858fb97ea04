const dropped = [
  // Stack frames: machine paths and library lines.
  /^\s+at .*$/,
  /^\s*❯ .*$/u,
  // What fast-check says about its own run; the counterexample stays.
  /^\s*\{ seed: .*\}\s*$/,
  /^\s*Shrunk \d+ time\(s\)\s*$/,
  /^\s*Hint: Enable verbose mode .*$/,
  /^\s*Execution (?:time|summary).*$/,
];

/** A message without what changes from run to run or from machine to machine: stack frames, seeds, counts of tries. */
export function steadyMessage(message: string): string {
  return message
    .split(/\r?\n/)
    .filter((line) => !dropped.some((pattern) => pattern.test(line)))
    .map((line) => line.replace(/Property failed after \d+ tests/, 'Property failed'))
    .join('\n')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}
