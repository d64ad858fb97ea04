import { canaryFindings } from '../core/gate/canaries.ts';
import { type FindingId, makeFinding } from '../core/gate/make-finding.ts';
import { mutationFindings } from '../core/mutation/judge-mutants.ts';
import type { CanaryResult, Finding, Mutation } from '../core/report-schema.ts';
import type { GateContext } from './gate-context.ts';
import type { PreparedMutants } from './language-toolchain.ts';
import type { MutantHost } from './mutant-host.ts';
import type { RepeatSession } from './repeat-session.ts';
import { plainCanaries, runCanary } from './run-canaries.ts';
import { type Recording, recordTests, runMutants } from './run-mutants.ts';

/** What repeating the tests against other tools gave. */
export interface RepeatsOutcome {
  readonly findings: readonly Finding[];
  readonly canaries: readonly CanaryResult[];
  readonly mutation: Mutation;
  readonly canariesMs: number;
  readonly mutationMs: number;
}

/** Why no test was repeated, as a report says it. */
export function noRepeats(reason: string): RepeatsOutcome {
  return {
    findings: [makeFinding('canary.not-run', reason), makeFinding('mutation.not-run', reason)],
    canaries: [],
    mutation: { status: 'not-run', reason },
    canariesMs: 0,
    mutationMs: 0,
  };
}

/** Tries the suites on broken tools and on every mutant, in the judge that has just run them. */
export async function runRepeats(
  context: GateContext,
  session: RepeatSession,
  mutants: { readonly prepared: PreparedMutants; readonly host: MutantHost },
  onRecorded: (recording: Recording) => void,
): Promise<RepeatsOutcome> {
  const { candidate, policy } = context;
  const suites = candidate.testFiles;
  const canaries: CanaryResult[] = [];
  const findings: Finding[] = [];
  const startedAt = performance.now();
  let triedAt = startedAt;
  let mutation: Mutation | undefined;
  try {
    const recording = await recordTests(session);
    onRecorded(recording);
    const on = { suites, repeatable: recording.repeatable };
    for (const name of plainCanaries) canaries.push(...(await runCanary(session, on, name, { canary: name })));
    canaries.push(...(await runCanary(session, on, 'mutant', { mutant: 0, record: false })));
    triedAt = performance.now();
    const tried = await runMutants(context, mutants.prepared, mutants.host, session, recording);
    findings.push(...recording.findings, ...tried.findings);
    mutation = tried.mutation;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'malformed answer';
    const id: FindingId | undefined =
      canaries.length === suites.length * (plainCanaries.length + 1) ? undefined : 'canary.not-run';
    if (id !== undefined) findings.push(makeFinding(id, `the suites could not be tried on broken tools: ${reason}`));
    mutation = { status: 'not-run', reason };
  }
  return {
    findings: [...canaryFindings(candidate, canaries), ...mutationFindings(mutation, policy), ...findings],
    canaries,
    mutation,
    canariesMs: triedAt - startedAt,
    mutationMs: performance.now() - triedAt,
  };
}
