import { type MutantResult, summarizeMutants } from '../core/mutation/judge-mutants.ts';
import { makeFinding } from '../core/gate/make-finding.ts';
import type { Mutant } from '../core/mutation/mutant.ts';
import type { Finding, Mutation } from '../core/report-schema.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedMutants } from './language-toolchain.ts';
import type { MutantHost } from './mutant-host.ts';
import type { RepeatSession } from './repeat-session.ts';

const noMutant = -1;
/** After so many mutants the unchanged tool must still pass: one that turns against the gate would score by failing. */
const mutantsPerSentinel = 8;

/** One call that a test made, as it crossed the pipe. */
export interface RecordedCall {
  readonly args: unknown;
  readonly reply: unknown;
}

/** What the suites did on the unchanged tool, test by test. */
export interface Recording {
  /** Tests that passed a second time. */
  readonly repeatable: readonly number[];
  readonly calls: ReadonlyMap<number, readonly RecordedCall[]>;
  readonly findings: readonly Finding[];
}

/** Runs each test once more on the unchanged tool beside its mutants, which keeps the calls. */
export async function recordTests(session: RepeatSession): Promise<Recording> {
  const repeatable: number[] = [];
  const calls = new Map<number, readonly RecordedCall[]>();
  const findings: Finding[] = [];
  for (const [test, { file }] of session.tests.entries()) {
    const answer = await session.repeat(test, { mutant: noMutant, record: true });
    if (answer.state === 'passed') {
      repeatable.push(test);
      calls.set(
        test,
        (answer.calls ?? []).map(([args, reply]) => ({ args, reply })),
      );
    } else
      findings.push(
        makeFinding('mutation.unrepeatable', `a test passes, but not when it is run a second time: ${answer.message}`, {
          file,
        }),
      );
  }
  return { repeatable, calls, findings };
}

/** What trying the mutants gave. */
export interface MutantsOutcome {
  readonly mutation: Mutation;
  readonly findings: readonly Finding[];
}

function unmeasured(reason: string, ...findings: readonly Finding[]): MutantsOutcome {
  return { mutation: { status: 'not-run', reason }, findings };
}

/** Tries every mutant on the tests whose calls it changes, until one of them fails. */
export async function runMutants(
  context: GateContext,
  prepared: PreparedMutants,
  host: MutantHost,
  session: RepeatSession,
  recording: Recording,
): Promise<MutantsOutcome> {
  const { limits } = context.policy;
  const deadline = performance.now() + limits.mutationMs;
  if (!context.policy.mutation.run) return unmeasured('the policy does not ask for it');
  if (recording.repeatable.length === 0) return unmeasured('no test passes a second time');
  const cheapestFirst = recording.repeatable.toSorted(
    (left, right) =>
      (recording.calls.get(left)?.length ?? 0) - (recording.calls.get(right)?.length ?? 0) || left - right,
  );
  const tryMutant = async (mutant: Mutant): Promise<MutantResult> => {
    let tests: readonly number[] = cheapestFirst;
    let reached = false;
    for (;;) {
      const { differs, isReached } = await host.compare(mutant.id, tests, limits.mutationMs);
      reached ||= isReached;
      // A test whose calls are all answered as before cannot notice anything.
      if (differs === undefined) return { mutant, status: 'survived', reached };
      const { state } = await session.repeat(differs, { mutant: mutant.id, record: false });
      if (state === 'failed') return { mutant, status: 'killed', reached: true };
      tests = tests.slice(tests.indexOf(differs) + 1);
    }
  };
  const results: MutantResult[] = [];
  for (const [index, mutant] of prepared.mutants.entries()) {
    if (performance.now() > deadline)
      return unmeasured(
        `only ${index} of ${prepared.mutants.length} mutants were tried within ${limits.mutationMs} ms`,
      );
    results.push(await tryMutant(mutant));
    if (index % mutantsPerSentinel !== 0 && index !== prepared.mutants.length - 1) continue;
    const test = recording.repeatable[index % recording.repeatable.length] ?? 0;
    const { state } = await session.repeat(test, { mutant: noMutant, record: false });
    if (state !== 'passed') {
      const reason = 'the unchanged tool failed a test among the mutants that it had passed before';
      return unmeasured(reason, makeFinding('mutation.untrusted', reason, { file: context.candidate.toolFile }));
    }
  }
  return { mutation: summarizeMutants(results, prepared.equivalent, context.candidate.toolFile), findings: [] };
}
