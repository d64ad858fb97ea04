import type { GateReport } from '@machinist/pipeline';
import { formatDuration } from '../duration.ts';
import { summarizeCheck } from '../summarize-check.ts';
import { type Markup, tag } from './markup.ts';

/** What was run and measured: checks, tests, canaries, examples, and with which programs. */
export function evidenceSection(report: GateReport): Markup {
  const { checks, tests, canaries, examples } = report;
  const checkRows = checks.map(({ name, status, durationMs }) =>
    row(status, name, summarizeCheck(name, report), formatDuration(durationMs)),
  );
  const testRows = tests.cases.map(({ file, name, line, status, message }) =>
    row(status, name, message ?? '', `${file}:${line}`),
  );
  const exampleRows = examples.map(({ index, status, actual }) =>
    row(status, `example ${index + 1}`, actual ?? '', ''),
  );
  const canaryRows = canaries.map(({ name, suite, status }) => row(status, name, suite, ''));
  return tag`<h2>Checks</h2>
<table>${checkRows}</table>
${folded(`${testRows.length} tests`, testRows)}
${folded(`${exampleRows.length} examples of the spec`, exampleRows)}
${folded(`${canaryRows.length} trials with broken tools`, canaryRows)}
${folded('Circumstances', circumstances(report))}`;
}

function circumstances({ policy, capabilities, toolchain, sandbox }: GateReport): readonly Markup[] {
  const versions = Object.entries(toolchain.versions).map(([name, version]) => `${name} ${version}`);
  return [
    row('', 'policy', policy.name, policy.hash),
    row('', 'capabilities', `declared: ${list(capabilities.declared)}; observed: ${list(capabilities.observed)}`, ''),
    row('', 'programs', list(versions), toolchain.hash),
    row(
      '',
      'sandbox runs',
      list(sandbox.runs.map(({ purpose, status }) => `${purpose} ${status}`)),
      sandbox.policyHash,
    ),
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function folded(title: string, rows: readonly Markup[]): Markup {
  return tag`<details><summary>${title}</summary><table>${rows}</table></details>`;
}

function row(status: string, name: string, text: string, aside: string): Markup {
  return tag`<tr><td class="${status}">${status}</td><td>${name}</td><td>${text}</td><td class="dim">${aside}</td></tr>`;
}
