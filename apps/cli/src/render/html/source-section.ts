import type { Finding, GateReport } from '@machinist/pipeline';
import { coverageOfLines, measuredMutation, type Survivor } from '../report-marks.ts';
import { type Markup, tag } from './markup.ts';

/** One file of the candidate with line numbers; what is known of a line stands below it. */
export function sourceSection(name: string, source: string, report: GateReport, isTool: boolean): Markup {
  const coverage = isTool ? coverageOfLines(report) : new Map<number, string>();
  // Survivors are told with their change, not a second time as findings.
  const findings = report.findings.filter(({ file, id }) => file === name && id !== 'mutation.survivor');
  const survivors = (measuredMutation(report)?.survivors ?? []).filter(({ file }) => file === name);
  const lines = source.replace(/\n$/, '').split('\n');
  const rows = lines.map((text, index) => {
    const line = index + 1;
    const notes = [
      ...findings.filter((finding) => finding.line === line).map(findingNote),
      ...survivors.filter((survivor) => survivor.line === line).map(survivorNote),
    ];
    const row = tag`<div class="row ${coverage.get(line) ?? ''}" id="${anchorOf(name, line)}"><span class="number">${line}</span><span class="text">${text}</span></div>`;
    return tag`${row}${notes}`;
  });
  const open = isTool || findings.length > 0 ? tag` open` : tag``;
  return tag`<details${open}><summary>${name}</summary><div class="source">${rows}</div></details>`;
}

/** The id of a line's row. */
export function anchorOf(file: string, line: number): string {
  return `${file.replaceAll(/[^a-z0-9]+/gi, '-')}-L${line}`;
}

function note(text: Markup): Markup {
  return tag`<div class="row note"><span class="number"></span><span class="text">${text}</span></div>`;
}

function findingNote({ id, message, effect }: Finding): Markup {
  return note(tag`<span class="${effect}">${id}</span>: ${message}`);
}

function survivorNote({ original, replacement, missing }: Survivor): Markup {
  const change =
    replacement === ''
      ? tag`<code>${original}</code> left out`
      : tag`<code>${original}</code> changed to <code>${replacement}</code>`;
  return note(tag`<span class="defer">no test notices</span>: ${change}. Missing: ${missing}`);
}
