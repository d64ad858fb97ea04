import type { Candidate } from '../candidate.ts';
import type { GatePolicy } from '../gate-policy-schema.ts';
import type { Finding } from '../report-schema.ts';
import type { Capability } from '../spec-schema.ts';
import { checkConstructs } from './check-constructs.ts';
import type { CandidateAnalysis } from './candidate-analysis.ts';
import { checkExports, isAsyncExport } from './check-exports.ts';
import { checkImports } from './check-imports.ts';
import { checkTests } from './check-tests.ts';
import { makeFinding } from './make-finding.ts';
import { type ParsedSource, parseSource } from './parse-source.ts';

/** Runs every rule that needs no process. */
export function analyzeCandidate(
  candidate: Candidate,
  policy: Pick<GatePolicy, 'suites' | 'properties'>,
): CandidateAnalysis {
  const { spec, files, toolFile, testFiles } = candidate;
  const findings: Finding[] = [];
  for (const suite of policy.suites) {
    const name = `tests/${suite}.test.ts`;
    if (!testFiles.includes(name))
      findings.push(makeFinding('shape.suite-missing', `${name} is missing, the policy asks for it`, { file: name }));
  }
  const observed: Capability[] = [];
  const tool = parseSource(toolFile, files[toolFile] ?? '');
  findings.push(...syntaxFindings(tool));
  if (tool.errors.length === 0) {
    const uses = [checkImports(tool, spec), checkConstructs(tool, spec)];
    findings.push(...checkExports(tool, spec), ...uses.flatMap((use) => use.findings));
    observed.push(...uses.flatMap((use) => use.observed));
  }
  const suites = testFiles.map((name) => parseSource(name, files[name] ?? ''));
  findings.push(...suites.flatMap(syntaxFindings));
  const parsed = suites.filter(({ errors }) => errors.length === 0).map((suite) => checkTests(suite, spec, policy));
  findings.push(...parsed.flatMap((suite) => suite.findings));
  return {
    findings,
    tests: parsed.flatMap(({ tests }) => tests),
    traces: parsed.flatMap(({ traces }) => traces),
    observed: [...new Set(observed)],
    toolCanRun: tool.errors.length === 0,
    isAsync: isAsyncExport(tool, spec.functionName),
    testsCanRun: parsed.length === suites.length && parsed.every(({ canRun }) => canRun),
  };
}

function syntaxFindings({ file, errors }: ParsedSource): readonly Finding[] {
  return errors.slice(0, 5).map(({ message, line }) => makeFinding('shape.syntax-error', message, { file, line }));
}
