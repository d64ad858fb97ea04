import { createHash } from 'node:crypto';
import type { CandidateFiles, GateReport } from '@machinist/pipeline';
import { countFindings } from '../group-findings.ts';
import { nextStep } from '../next-step.ts';
import { evidenceSection } from './evidence-section.ts';
import { findingsSection } from './findings-section.ts';
import { htmlText, type Markup, tag } from './markup.ts';
import { reportStyle } from './report-style.ts';
import { sourceSection } from './source-section.ts';

const styleHash = createHash('sha256').update(reportStyle).digest('base64');
// Nothing may be loaded, run or sent; one style sheet, the one below, may be used.
const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

/** The report as one HTML file that needs nothing else, loads nothing and runs no script. */
export function renderHtmlReport(report: GateReport, files: CandidateFiles): string {
  const { verdict, tool, gateVersion } = report;
  const names = Object.keys(files).toSorted((left, right) => rankOf(left) - rankOf(right));
  const sources = names.map((name) => sourceSection(name, files[name] ?? '', report, rankOf(name) === 0));
  const title = `${tool.name}: ${verdict}`;
  const page = tag`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${styleMarkup()}</style>
</head>
<body>
<h1>${tool.name} <span class="verdict ${verdict}">${verdict}</span></h1>
<p class="dim">${tool.language}, gate ${gateVersion}, policy ${report.policy.name}. ${countFindings(report.findings)}</p>
<p>Next: ${nextStep(report)}</p>
${findingsSection(report)}
${evidenceSection(report)}
<h2>Source</h2>
<p class="dim">Green numbers: run by the tests. Red lines: never run. Yellow notes: findings, and changes of the tool that no test notices.</p>
${sources}
</body>
</html>
`;
  return htmlText(page);
}

/** The tool first, then the suites, then the spec. */
function rankOf(name: string): number {
  return name.startsWith('tool.') ? 0 : name.startsWith('tests/') ? 1 : 2;
}

/** Our own constant; escaping would change its hash. */
function styleMarkup(): Markup {
  const parts = Object.assign([reportStyle], { raw: [reportStyle] });
  return tag(parts);
}
