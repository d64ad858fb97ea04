import type { CandidateFiles, Finding, GateReport } from '@machinist/pipeline';

/** What a hostile candidate could put wherever text of its own gets into a report. */
export const hostileText = `</script></style></title>--><img src=x onerror=alert(1)>"'\`&\u001B[2J\u202E`;

const ratio = { covered: 1, total: 2, percent: 50 };

/** A report that fails, with `text` in every place that foreign text can reach. */
export function sampleReport(text: string): { readonly report: GateReport; readonly files: CandidateFiles } {
  const finding = (change: Partial<Finding>): Finding => ({
    id: 'lint.problem',
    check: 'static',
    severity: 'warning',
    effect: 'defer',
    message: text,
    file: 'tool.ts',
    line: 1,
    fix: text,
    ...change,
  });
  const report: GateReport = {
    formatVersion: 1,
    verdict: 'fail',
    tool: { name: text, language: 'typescript' },
    findings: [
      finding({ id: 'tests.failed', check: 'tests', effect: 'fail', file: text, line: 2 }),
      finding({}),
      finding({ id: 'lint.style', effect: 'none' }),
      finding({ id: 'example.wrong', check: 'examples', effect: 'fail', line: undefined }),
    ],
    checks: [
      { name: 'static', status: 'deferred', durationMs: 10 },
      { name: 'tests', status: 'failed', durationMs: 10 },
      { name: 'examples', status: 'failed', durationMs: 10 },
      { name: 'canaries', status: 'not-run', durationMs: 0 },
    ],
    tests: {
      declared: 1,
      passed: 0,
      failed: 1,
      skipped: 0,
      cases: [{ file: text, name: text, line: 2, status: 'failed', durationMs: 1, message: text }],
    },
    examples: [{ index: 0, status: 'failed', actual: text }],
    canaries: [{ name: 'throws', suite: text, status: 'missed' }],
    coverage: {
      status: 'measured',
      lines: ratio,
      branches: ratio,
      functions: ratio,
      statements: ratio,
      uncoveredLines: [2],
      coveredLines: [1],
    },
    mutation: { status: 'not-run', reason: text },
    determinism: { status: 'not-run', reason: text },
    capabilities: { declared: ['net'], observed: [], trace: { status: 'not-run', reason: text } },
    gateVersion: text,
    policy: { name: text, hash: text },
    toolchain: { hash: text, versions: { [text]: text } },
    sandbox: { policyHash: text, runs: [{ purpose: 'tool', status: text, wallMs: 1, policyHash: text }] },
  };
  return { report, files: { 'spec.json': text, 'tool.ts': `${text}\nsecond\nthird\n`, 'tests/unit.test.ts': text } };
}
