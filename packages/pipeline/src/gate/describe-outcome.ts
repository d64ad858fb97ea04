import type { SandboxOutcome } from '../ports.ts';

/** An outcome in a few words, with what the program said last. */
export function describeOutcome(outcome: SandboxOutcome): string {
  const said = outcome.stderr.trim().slice(-300) || outcome.stdout.trim().slice(-300);
  return `${outcome.status} ${outcome.exitCode ?? outcome.signal ?? ''}${said === '' ? '' : `: ${said}`}`;
}
