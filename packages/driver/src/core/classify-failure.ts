import type { StrictGoal } from './strict-goal-schema.ts';

/** A worker's end that says nothing about the task. */
export interface FailureClass {
  readonly class: 'rate_limit' | 'infrastructure';
  /** What in the table was met. */
  readonly matched: string;
}

/** Words of common services; they count only when the worker also failed. */
const knownText: readonly (readonly [FailureClass['class'], string])[] = [
  ['rate_limit', 'rate limit'],
  ['rate_limit', 'too many requests'],
  ['rate_limit', 'usage limit reached'],
  ['rate_limit', 'overloaded_error'],
  ['infrastructure', 'could not resolve host'],
  ['infrastructure', 'connection refused'],
  ['infrastructure', 'connection reset'],
  ['infrastructure', 'no space left on device'],
];

/** Exit codes of sysexits.h and of shells that say "not now" or "not here". */
const knownExit: Readonly<Record<number, FailureClass['class']>> = { 69: 'infrastructure', 75: 'infrastructure' };

/**
 * By the goal's table first, then the built-in one: whether a worker's end says nothing about the task. The goal's texts
 * count with any exit code (some workers report a limit and exit 0), the built-in ones only with another than 0.
 */
export function classifyFailure(
  retry: StrictGoal['retry'],
  end: { readonly exit: number | null; readonly output: string },
): FailureClass | null {
  const output = end.output.toLowerCase();
  for (const name of ['rate_limit', 'infrastructure'] as const) {
    const row = retry[name];
    if (end.exit !== null && row?.exit.includes(end.exit) === true)
      return { class: name, matched: `exit code ${end.exit}` };
    const words = row?.text.find((text) => output.includes(text.toLowerCase()));
    if (words !== undefined) return { class: name, matched: words };
  }
  if (end.exit === 0) return null;
  const known = end.exit === null ? undefined : knownExit[end.exit];
  if (known !== undefined) return { class: known, matched: `exit code ${end.exit}` };
  const found = knownText.find(([, words]) => output.includes(words));
  return found === undefined ? null : { class: found[0], matched: found[1] };
}

/** How long to wait before the next try: doubled each time up to the cap, and longer by the jitter (thousandths). */
export function backoffMs(retry: StrictGoal['retry'], deferral: number, jitter: number): number {
  const plainMs = Math.min(retry.backoff_seconds * 2 ** Math.min(deferral - 1, 40), retry.max_backoff_seconds) * 1000;
  return Math.round(plainMs * (1 + jitter / 1000));
}
