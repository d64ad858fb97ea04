// Not anchored to lines: a gate may have joined the lines of a message already.
const dropped = [
  /^\s+at .*$/gm,
  /^\s*❯ .*$/gmu,
  // What fast-check says about its own run; the counterexample stays.
  / after \d+ tests\b/g,
  /\{ seed: -?\d+, path: "[^"]*", endOnFailure: \w+ \}/g,
  /\bShrunk \d+ time\(s\)/g,
  /\bHint: Enable verbose mode in order to have the list of all failing values encountered during the run/g,
];

/** A message without what changes from run to run or from machine to machine: stack frames, seeds, counts of tries. */
export function steadyMessage(message: string): string {
  return dropped
    .reduce((text, pattern) => text.replaceAll(pattern, ''), message)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .join('\n')
    .trim();
}
