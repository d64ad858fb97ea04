import type { Finding, GateReport } from '@machinist/pipeline';
import { countFindings, groupFindings } from '../group-findings.ts';
import { type Markup, tag } from './markup.ts';
import { anchorOf } from './source-section.ts';

/** All findings, grouped by check. */
export function findingsSection(report: GateReport): Markup {
  const groups = groupFindings(report);
  if (groups.length === 0) return tag`<h2>Findings</h2><p>None.</p>`;
  const sections = groups.map(
    ({ check, findings }) =>
      tag`<h3>${check} <span class="dim">${countFindings(findings)}</span></h3>${findings.map(oneFinding)}`,
  );
  return tag`<h2>Findings</h2>${sections}`;
}

function oneFinding({ id, effect, message, file, line, fix }: Finding): Markup {
  const remedy = fix === undefined ? tag`` : tag`<p class="dim">→ ${fix}</p>`;
  return tag`<div class="finding ${effect}"><strong>${id}</strong> ${placeOf(file, line)}<p>${message}</p>${remedy}</div>`;
}

function placeOf(file: string | undefined, line: number | undefined): Markup {
  if (file === undefined) return tag``;
  if (line === undefined) return tag`<span class="dim">${file}</span>`;
  return tag`<a href="#${anchorOf(file, line)}">${file}:${line}</a>`;
}
