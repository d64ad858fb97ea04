import type { CandidateFiles, Finding, GateReport } from '@machinist/pipeline';
import type { Terminal } from '../terminal.ts';
import { formatDuration } from './duration.ts';
import { escapeBlock, escapeLine } from './escape-text.ts';
import { countFindings, groupFindings } from './group-findings.ts';
import { nextStep } from './next-step.ts';
import { summarizeCheck } from './summarize-check.ts';

type Style = Terminal['style'];

const verdictStyle = { pass: 'green', fail: 'red', deferred: 'yellow' } as const;
const verdictMeaning = {
  pass: 'nothing against the tool, and enough for it',
  fail: 'there is evidence against the tool or its honesty',
  deferred: 'not enough evidence for the tool; nothing against it',
} as const;
const checkMark = { passed: '✓', failed: '✗', deferred: '?', 'not-run': '-' } as const;
const checkStyle = { passed: 'green', failed: 'red', deferred: 'yellow', 'not-run': 'dim' } as const;
const effectMark = { fail: '✗', defer: '?', none: '·' } as const;
const effectStyle = { fail: 'red', defer: 'yellow', none: 'dim' } as const;

const mostAlike = 5;

/** The gate's report for people: what was checked, what was found and where, what to do next. */
export function renderReport(
  report: GateReport,
  files: CandidateFiles,
  { style }: { readonly style: Style },
): string[] {
  const { verdict, tool } = report;
  const lines = [`${style('bold', escapeLine(tool.name))} (${tool.language}), gate ${escapeLine(report.gateVersion)}`];
  for (const { name, status, durationMs } of report.checks) {
    const spent = status === 'not-run' ? 'not run' : formatDuration(durationMs);
    const summary = summarizeCheck(name, report);
    const mark = style(checkStyle[status], checkMark[status]);
    lines.push(`  ${mark} ${name.padEnd(13)} ${style('dim', spent)}${summary === '' ? '' : `  ${summary}`}`);
  }
  const checked = new Set<string>(report.checks.map(({ name }) => name));
  for (const name of ['mutation', 'determinism'] as const)
    if (!checked.has(name)) lines.push(`  - ${name.padEnd(13)} ${style('dim', report[name].status)}`);
  for (const { check, findings } of groupFindings(report)) {
    lines.push('', style('bold', `${check}: ${countFindings(findings)}`), ...renderGroup(findings, files, style));
  }
  const counts = countFindings(report.findings);
  lines.push('', `${style(['bold', verdictStyle[verdict]], verdict.toUpperCase())}: ${verdictMeaning[verdict]}`);
  if (counts !== '') lines.push(counts);
  if (verdict !== 'pass') lines.push(`Next: ${escapeLine(nextStep(report))}`);
  return lines;
}

/** Findings of one check; of many alike only the first few, each way to fix said once. */
function renderGroup(findings: readonly Finding[], files: CandidateFiles, style: Style): string[] {
  const lines: string[] = [];
  for (const id of new Set(findings.map((finding) => finding.id))) {
    const alike = findings.filter((finding) => finding.id === id);
    const shown = alike.slice(0, mostAlike);
    for (const finding of shown) lines.push(...renderFinding(finding, files, style));
    if (alike.length > shown.length)
      lines.push(style('dim', `    … and ${alike.length - shown.length} more ${id}; the report has them all`));
    const fixes = new Set(alike.flatMap(({ fix }) => fix ?? []));
    for (const fix of fixes) lines.push(...indent(escapeBlock(fix), '    → '));
  }
  return lines;
}

function renderFinding(finding: Finding, files: CandidateFiles, style: Style): string[] {
  const { effect, id, message, file, line } = finding;
  const place = file === undefined ? '' : `  ${escapeLine(file)}${line === undefined ? '' : `:${line}`}`;
  return [
    `  ${style(effectStyle[effect], effectMark[effect])} ${style('bold', escapeLine(id))}${style('cyan', place)}`,
    ...indent(escapeBlock(message), '    '),
    ...codeFrame(files, file, line, style),
  ];
}

function indent(text: string, prefix: string): string[] {
  return text.split('\n').map((part, index) => `${index === 0 ? prefix : ' '.repeat(prefix.length)}${part}`);
}

/** The named line of the candidate with one line around it. */
function codeFrame(files: CandidateFiles, file: string | undefined, line: number | undefined, style: Style): string[] {
  const source = file === undefined ? undefined : files[file];
  if (source === undefined || line === undefined) return [];
  const all = source.split('\n');
  const first = Math.max(1, line - 1);
  return all.slice(first - 1, line + 1).map((text, index) => {
    const number = first + index;
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(4)} | ${escapeLine(text.slice(0, 160))}`;
    return `    ${number === line ? row : style('dim', row)}`;
  });
}
