import type { Finding } from '../report-schema.ts';
import type { JudgedModule, JudgedTest, JudgeReport } from './judge-report.ts';
import type { DeclaredTest } from './candidate-analysis.ts';
import { type FindingId, makeFinding } from './make-finding.ts';

const faultIds = {
  'load-failed': 'tool.load-failed',
  hangs: 'tool.hangs',
  gone: 'tool.gone',
  protocol: 'tool.protocol',
  'result-not-plain': 'tool.result-not-plain',
  'argument-not-plain': 'tests.argument-not-plain',
} as const satisfies Record<string, FindingId>;

/** What a judge run says: the conjunction of its exit, its complete report, and the tests that were declared. */
export function judgeFindings(
  report: JudgeReport,
  declared: readonly DeclaredTest[],
  exitCode: number | null,
): readonly Finding[] {
  const findings: Finding[] = [...faultFindings(report.tests)];
  for (const test of report.tests) {
    const place = { file: test.file, line: test.line };
    if (test.state === 'failed' && test.faults.length === 0) findings.push(failedTest(test));
    if (test.state === 'skipped' || test.state === 'pending' || test.inverted)
      findings.push(makeFinding('tests.skipped', `"${test.name}" did not run as a plain test`, place));
  }
  if (!report.complete) {
    findings.push(makeFinding('tests.report-broken', `the test runner did not report to the end: ${report.reason}`));
    return findings;
  }
  const declaredFiles = new Set(declared.map(({ file }) => file));
  findings.push(...report.end.modules.flatMap((module) => moduleFindings(module, declaredFiles)));
  if (report.end.errorCount > 0)
    findings.push(
      makeFinding('tests.runner-error', `${report.end.errorCount} errors outside the tests: ${report.end.errors}`),
    );
  if (!findings.some(({ id }) => id === 'tests.file-failed')) findings.push(...compareIds(report.tests, declared));
  const allPassed = findings.length === 0;
  if (allPassed && exitCode !== 0)
    findings.push(
      makeFinding('tests.runner-error', `every test passed and yet the runner exited with ${String(exitCode)}`),
    );
  if (exitCode === 0 && findings.some(({ id }) => id === 'tests.failed'))
    findings.push(makeFinding('tests.report-broken', 'a test failed and yet the runner exited with 0'));
  return findings;
}

function moduleFindings(module: JudgedModule, declaredFiles: ReadonlySet<string>): readonly Finding[] {
  const { file, state, message } = module;
  if (message.startsWith('No test suite found') && !declaredFiles.has(file)) {
    return [makeFinding('tests.none', 'the suite holds no test', { file })];
  }
  if (message !== '') return [makeFinding('tests.file-failed', `${file} could not be run: ${message}`, { file })];
  if (state === 'passed' || state === 'failed') return [];
  return [makeFinding('tests.file-failed', `${file} ended as "${state}"`, { file })];
}

/** Failures of the suite's own making say nothing against the tool. */
function failedTest({ name, message, file, line }: JudgedTest): Finding {
  const id = /^Promise returned by `expect\(.*was not awaited/.test(message)
    ? 'tests.floating-assertion'
    : /^Snapshot `.*` mismatched$/.test(message)
      ? 'tests.snapshot'
      : message.startsWith('Failed to run property, too many pre-condition failures')
        ? 'tests.assumed-away'
        : 'tests.failed';
  return makeFinding(id, `"${name}" failed: ${message}`, { file, line });
}

function faultFindings(tests: readonly JudgedTest[]): readonly Finding[] {
  const seen = new Set<string>();
  return tests.flatMap((test) =>
    test.faults.flatMap(({ kind, call, detail }) => {
      const id = faultIds[kind];
      // The first call that breaks the tool says it all; those after it only repeat.
      const key =
        id === 'tests.argument-not-plain' || id === 'tool.result-not-plain' ? `${id} ${test.file} ${test.line}` : id;
      if (seen.has(key)) return [];
      seen.add(key);
      return [makeFinding(id, `${call}: ${detail}`, { file: test.file, line: test.line })];
    }),
  );
}

/** Executed tests must be the declared ones: same file and line, same names, same number. */
function compareIds(executed: readonly JudgedTest[], declared: readonly DeclaredTest[]): readonly Finding[] {
  const findings: Finding[] = [];
  const remaining = new Set(executed);
  for (const group of groupByLines(declared)) {
    const ran = executed.filter(({ file, line }) =>
      group.some((test) => test.file === file && line >= test.firstLine && line <= test.lastLine),
    );
    for (const test of ran) remaining.delete(test);
    const [first] = group;
    const place = { file: first?.file, line: first?.firstLine };
    const counts = group.map(({ count }) => count);
    const expected = counts.every((count) => count !== undefined)
      ? counts.reduce((sum, count) => sum + count, 0)
      : undefined;
    const isSkippedAway = group.some((test) => test.isSkippedAway);
    if (expected === undefined ? ran.length === 0 : ran.length !== expected) {
      findings.push(
        makeFinding(
          isSkippedAway ? 'tests.skipped' : 'tests.ids-differ',
          `${ran.length} tests ran where ${expected ?? 'some'} are written`,
          expected === undefined ? { ...place, effect: 'defer' } : place,
        ),
      );
    }
    for (const { fullName } of group) {
      if (fullName !== undefined && !isSkippedAway && !ran.some(({ name }) => name === fullName))
        findings.push(
          makeFinding('tests.ids-differ', `"${fullName}" is written but did not run under that name`, place),
        );
    }
  }
  // Where the source does not tell which tests there are, one that nobody saw coming proves nothing.
  const unlistable = new Set(declared.filter(({ count }) => count === undefined).map(({ file }) => file));
  for (const { file, line, name } of remaining)
    findings.push(
      makeFinding('tests.ids-differ', `"${name}" ran but is not written in the suite`, {
        file,
        line,
        ...(unlistable.has(file) ? { effect: 'defer' } : {}),
      }),
    );
  return findings;
}

/** Declarations that share a line are compared together. */
function groupByLines(declared: readonly DeclaredTest[]): readonly (readonly DeclaredTest[])[] {
  const groups: DeclaredTest[][] = [];
  for (const test of declared.toSorted((left, right) =>
    left.file < right.file ? -1 : left.file > right.file ? 1 : left.firstLine - right.firstLine,
  )) {
    const last = groups.at(-1);
    const previous = last?.at(-1);
    if (last !== undefined && previous?.file === test.file && test.firstLine <= previous.lastLine) last.push(test);
    else groups.push([test]);
  }
  return groups;
}
