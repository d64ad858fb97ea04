import type { Candidate } from '../candidate.ts';
import type { GatePolicy } from '../gate-policy-schema.ts';
import type {
  CanaryResult,
  CheckName,
  Coverage,
  Determinism,
  ExampleResult,
  Finding,
  GateReport,
  Mutation,
  SandboxRunRecord,
  TestCase,
} from '../report-schema.ts';
import type { Capability } from '../spec-schema.ts';
import { decideVerdict, summarizeCheck } from './decide-verdict.ts';
import type { JudgedTest } from './judge-report.ts';
import type { DeclaredTest } from './candidate-analysis.ts';

/** Version of the gate's rules; goes into every report, and up whenever a verdict could change. */
export const gateVersion = '2';

/** Everything a gate run found out, before it is put in order. */
export interface GateResults {
  readonly candidate: Candidate;
  readonly policy: GatePolicy;
  readonly policyHash: string;
  readonly findings: readonly Finding[];
  readonly checks: ReadonlyMap<CheckName, { readonly ran: boolean; readonly durationMs: number }>;
  readonly declaredTests: readonly DeclaredTest[];
  readonly judgedTests: readonly JudgedTest[];
  readonly examples: readonly ExampleResult[];
  readonly canaries: readonly CanaryResult[];
  readonly coverage: Coverage;
  readonly mutation: Mutation;
  readonly determinism: Determinism;
  readonly observed: readonly Capability[];
  readonly toolchain: { readonly hash: string; readonly versions: Readonly<Record<string, string>> };
  readonly sandboxRuns: readonly SandboxRunRecord[];
}

/** Puts the results into the fixed form. */
export function assembleReport(results: GateResults): GateReport {
  const { candidate, findings } = results;
  const cases = results.judgedTests.map(toTestCase);
  const count = (status: TestCase['status']): number => cases.filter((test) => test.status === status).length;
  const order = [...results.checks.keys()];
  const purposes = ['analysis', 'types', 'lint', 'examples', 'tool', 'judge', 'mutants', 'variant'];
  const runs = results.sandboxRuns.toSorted(
    (left, right) => purposes.indexOf(left.purpose) - purposes.indexOf(right.purpose),
  );
  return {
    formatVersion: 1,
    verdict: decideVerdict(findings),
    tool: { name: candidate.spec.name, language: candidate.spec.language },
    findings: findings.toSorted((left, right) => order.indexOf(left.check) - order.indexOf(right.check)),
    checks: [...results.checks].map(([name, run]) => summarizeCheck(name, findings, run)),
    tests: {
      declared: results.declaredTests.reduce((sum, test) => sum + (test.count ?? 1), 0),
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      cases,
    },
    examples: [...results.examples],
    canaries: [...results.canaries],
    coverage: results.coverage,
    mutation: results.mutation,
    determinism: results.determinism,
    capabilities: {
      declared: [...candidate.spec.capabilities],
      observed: results.observed.toSorted(),
      trace: { status: 'not-run', reason: 'the sandbox gives no trace of system calls' },
    },
    gateVersion,
    policy: { name: results.policy.name, hash: results.policyHash },
    toolchain: { hash: results.toolchain.hash, versions: { ...results.toolchain.versions } },
    sandbox: {
      policyHash: runs.find(({ purpose }) => purpose === 'tool' || purpose === 'examples')?.policyHash ?? '',
      runs,
    },
  };
}

function toTestCase({ file, name, line, state, durationMs, message, faults }: JudgedTest): TestCase {
  const [fault] = faults;
  const reason = message !== '' ? message : fault === undefined ? '' : `${fault.call}: ${fault.detail}`;
  return {
    file,
    name,
    line,
    status: state === 'passed' || state === 'failed' ? state : 'skipped',
    durationMs: Math.round(durationMs * 100) / 100,
    ...(reason === '' ? {} : { message: reason }),
  };
}
