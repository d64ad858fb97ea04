import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Finding } from '../report-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import type { JudgedTest, JudgeReport } from './judge-report.ts';
import { makeFinding } from './make-finding.ts';
import { type ExercisedExamples, type TestTrace, traceFindings } from './trace-spec.ts';

/** Everything the suites owe the spec and the policy, from their text and from what their run noted. */
export function suiteFindings(
  spec: ToolSpec,
  traces: readonly TestTrace[] | undefined,
  report: JudgeReport | undefined,
  policy: GatePolicy,
): readonly Finding[] {
  if (traces === undefined) return [];
  // A run that broke off shows nothing about the tests it did not reach.
  const tests = report?.complete === true ? report.tests : [];
  return [...traceFindings(spec, traces, exercisedExamples(tests), policy), ...evidenceFindings(tests, traces, policy)];
}

/** The examples whose exact input the run gave to the tool; `undefined` when the judge did not look. */
export function exercisedExamples(tests: readonly JudgedTest[]): ExercisedExamples {
  const recorded = tests.flatMap(({ exercised }) => (exercised === undefined ? [] : [exercised]));
  return recorded.length === 0 ? undefined : new Set(recorded.flat());
}

/** What a run shows of tests that passed without proving anything: assertions never reached, inputs assumed away. */
export function evidenceFindings(
  tests: readonly JudgedTest[],
  traces: readonly TestTrace[],
  policy: Pick<GatePolicy, 'properties'>,
): readonly Finding[] {
  const uncounted = new Set(traces.filter(({ isCounted }) => !isCounted).map(({ file }) => file));
  return tests
    .filter(({ state }) => state === 'passed')
    .flatMap(({ file, line, name, assertions, properties = [] }) => {
      const findings: Finding[] = [];
      if (assertions === 0 && properties.length === 0 && !uncounted.has(file))
        findings.push(
          makeFinding('tests.assertion-not-reached', `"${name}" passed without reaching an assertion`, { file, line }),
        );
      for (const { runs, skips, calls } of properties) {
        const kept = Math.min(runs, calls);
        if (kept * 100 >= policy.properties.keptPercent * (runs + skips)) continue;
        const message = `"${name}": ${kept} of ${runs + skips} generated inputs reached the tool, the policy asks for ${policy.properties.keptPercent} %`;
        findings.push(makeFinding('tests.assumed-away', message, { file, line }));
      }
      return findings;
    });
}
