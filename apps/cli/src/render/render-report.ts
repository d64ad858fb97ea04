import type { CandidateFiles, Finding, GateReport } from '@machinist/pipeline';
import type { Terminal } from '../terminal.ts';
import { formatDuration } from './duration.ts';
import { escapeBlock, escapeLine } from './escape-text.ts';

const verdictStyle = { pass: 'green', fail: 'red', deferred: 'yellow' } as const;
const verdictMeaning = {
  pass: 'nothing against the tool, and enough for it',
  fail: 'there is evidence against the tool or its honesty',
  deferred: 'not enough evidence for the tool; nothing against it',
} as const;
const checkMark = { passed: '✓', failed: '✗', deferred: '?', 'not-run': '-' } as const;

const failedTest = 'tests.failed';
const mostFailedTests = 5;

/** The gate's report for people: what was checked, what was found, what to do next. */
export function renderReport(report: GateReport, files: CandidateFiles, { style }: Pick<Terminal, 'style'>): string[] {
  const lines = [`${style('bold', report.tool.name)} (${report.tool.language}), gate ${report.gateVersion}`];
  for (const { name, status, durationMs } of report.checks) {
    const spent = status === 'not-run' ? 'not run' : formatDuration(durationMs);
    lines.push(`  ${checkMark[status]} ${name.padEnd(13)} ${style('dim', spent)}${summaryOf(name, report)}`);
  }
  lines.push(`  - ${'mutation'.padEnd(13)} ${style('dim', report.mutation.status)}`);
  lines.push(`  - ${'determinism'.padEnd(13)} ${style('dim', report.determinism.status)}`);
  // Causes before effects: one refused attempt explains many failed tests.
  const failedTests = report.findings.filter(({ id }) => id === failedTest);
  const causes = report.findings.filter(({ id }) => id !== failedTest);
  for (const finding of [...causes, ...failedTests.slice(0, mostFailedTests)]) {
    lines.push(...renderFinding(finding, files, style));
  }
  if (failedTests.length > mostFailedTests) {
    lines.push('', `  … and ${failedTests.length - mostFailedTests} more failed tests; the report has them all`);
  }
  const { verdict } = report;
  lines.push('', `${style(['bold', verdictStyle[verdict]], verdict.toUpperCase())}: ${verdictMeaning[verdict]}`);
  return lines;
}

function summaryOf(check: string, { tests, coverage, examples, canaries }: GateReport): string {
  if (check === 'tests' && tests.declared > 0) return `  ${tests.passed} of ${tests.declared} passed`;
  if (check === 'examples' && examples.length > 0) {
    return `  ${examples.filter(({ status }) => status === 'passed').length} of ${examples.length} as the spec says`;
  }
  if (check === 'canaries' && canaries.length > 0) {
    return `  ${canaries.filter(({ status }) => status === 'caught').length} of ${canaries.length} broken tools caught`;
  }
  if (check === 'coverage' && coverage.status === 'measured') {
    return `  lines ${coverage.lines.percent} %, branches ${coverage.branches.percent} %, functions ${coverage.functions.percent} %`;
  }
  return '';
}

function renderFinding(finding: Finding, files: CandidateFiles, style: Terminal['style']): string[] {
  const { severity, id, message, file, line, fix } = finding;
  const color = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
  const place = file === undefined ? '' : `${escapeLine(file)}${line === undefined ? '' : `:${line}`}`;
  const lines = ['', `  ${style(color, severity)} ${style('bold', id)}${place === '' ? '' : `  ${place}`}`];
  lines.push(
    ...escapeBlock(message)
      .split('\n')
      .map((part) => `    ${part}`),
  );
  lines.push(...codeFrame(files, file, line).map((part) => `    ${style('dim', part)}`));
  if (fix !== undefined)
    lines.push(
      ...escapeBlock(fix)
        .split('\n')
        .map((part) => `    → ${part}`),
    );
  return lines;
}

/** The named line of the candidate with one line around it. */
function codeFrame(files: CandidateFiles, file: string | undefined, line: number | undefined): string[] {
  const source = file === undefined ? undefined : files[file];
  if (source === undefined || line === undefined) return [];
  const all = source.split('\n');
  const first = Math.max(1, line - 1);
  return all.slice(first - 1, line + 1).map((text, index) => {
    const number = first + index;
    return `${number === line ? '>' : ' '} ${String(number).padStart(4)} | ${escapeLine(text.slice(0, 160))}`;
  });
}
