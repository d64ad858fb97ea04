import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Candidate } from '../core/candidate.ts';
import type { CandidateAnalysis } from '../core/gate/candidate-analysis.ts';
import { assembleReport } from '../core/gate/assemble-report.ts';
import { capabilityFindings } from '../core/gate/capability-findings.ts';
import { suiteFindings } from '../core/gate/test-evidence.ts';
import { determinismFindings } from '../core/gate/replay-variants.ts';
import { coverageFindings } from '../core/gate/measure-coverage.ts';
import type { CheckName, Coverage, GateReport, Mutation } from '../core/report-schema.ts';
import { type PolicyChoice, resolvePolicy } from '../core/resolve-policy.ts';
import { PipelineError } from '../errors.ts';
import type { SandboxPort } from '../ports.ts';
import { languageToolchainOf } from '../languages/language-toolchains.ts';
import { createCheckClock, type GateEvent } from './check-clock.ts';
import { createGateContext, type GateContext } from './gate-context.ts';
import { resolveToolchain, type ToolchainChoice } from './resolve-toolchain.ts';
import { type CheckOutcomes, runChecks } from './run-checks.ts';

export interface GateOptions {
  readonly sandbox: SandboxPort;
  /** From `prepareToolchain`; a function is asked for the tool chain of the candidate's language. */
  readonly toolchain: ToolchainChoice;
  /** Defaults to `standard`. */
  readonly policy?: PolicyChoice;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: GateEvent) => void;
}

/** Runs every check of the gate on a parsed candidate. Throws as `checkCandidate` does. */
export async function judgeCandidate(candidate: Candidate, options: GateOptions): Promise<GateReport> {
  const policy = resolvePolicy(options.policy);
  const language = languageToolchainOf(candidate.spec.language);
  assertNotAborted(options.signal);
  const context = createGateContext({
    candidate,
    policy,
    language,
    toolchain: await resolveToolchain(options.toolchain, candidate.spec.language),
    sandbox: options.sandbox,
    signal: options.signal,
  });
  const clock = createCheckClock(options.onEvent);
  const analysis = await clock.measure('shape', () => language.analyze(context));
  try {
    const outcomes = await runChecks(context, analysis, clock);
    assertNotAborted(options.signal);
    return buildReport(context, analysis, outcomes, clock.times);
  } catch (error) {
    // What broke after the signal broke because of it.
    assertNotAborted(options.signal);
    throw error;
  }
}

function buildReport(
  context: GateContext,
  analysis: CandidateAnalysis,
  outcomes: CheckOutcomes,
  times: ReadonlyMap<CheckName, number>,
): GateReport {
  const { candidate, policy } = context;
  const { tests, examples, determinism, canaries } = outcomes;
  const coverage: Coverage = tests?.coverage ?? { status: 'not-run', reason: 'the tests did not run' };
  const mutation: Mutation = tests?.repeats.mutation ?? { status: 'not-run', reason: 'the tests did not run' };
  const attempts = [...(tests?.attempts ?? []), ...(examples?.attempts ?? [])];
  const run = (
    check: CheckName,
    ran: boolean,
  ): readonly [CheckName, { readonly ran: boolean; readonly durationMs: number }] => [
    check,
    { ran, durationMs: times.get(check) ?? 0 },
  ];
  return assembleReport({
    candidate,
    policy,
    policyHash: createHash('sha256')
      .update(canonicalize(policy) ?? '')
      .digest('hex'),
    findings: [
      ...analysis.findings,
      ...outcomes.findings,
      ...suiteFindings(candidate.spec, analysis.traces, tests?.report, policy),
      ...(tests?.findings ?? []),
      ...(examples?.findings ?? []),
      ...(tests?.repeats.findings ?? []),
      ...capabilityFindings(attempts, candidate.spec.capabilities, candidate.toolFile),
      ...determinismFindings(determinism, candidate.spec, candidate.toolFile),
      ...coverageFindings(coverage, policy.coverage, candidate.toolFile),
    ],
    checks: new Map([
      run('shape', true),
      run('static', true),
      run('test-quality', true),
      run('tests', tests !== undefined),
      run('examples', examples !== undefined),
      run('canaries', canaries.length > 0),
      run('coverage', coverage.status === 'measured'),
      run('mutation', mutation.status === 'measured'),
      run('determinism', determinism.status === 'measured'),
    ]),
    declaredTests: analysis.tests,
    judgedTests: tests?.report.tests ?? [],
    examples: examples?.results ?? [],
    canaries,
    coverage,
    mutation,
    determinism,
    observed: [...new Set([...analysis.observed, ...attempts.map(({ capability }) => capability)])],
    toolchain: context.toolchain,
    sandboxRuns: context.sandboxRuns,
  });
}

function assertNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new PipelineError('ABORTED', 'the gate was ended by its caller; no verdict was reached', {
      cause: signal.reason,
    });
}
