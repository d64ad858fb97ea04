import type { ToolDetails } from '@machinist/registry';
import type { Terminal } from '../terminal.ts';
import { escapeLine } from './escape-text.ts';
import { renderSpec } from './render-spec.ts';

/** One version of a tool for people: contract, verdict, evidence, origin. */
export function renderTool(details: ToolDetails, terminal: Pick<Terminal, 'style'>): string[] {
  const { toolId, version, record, head, manifest, spec, directory, evidence } = details;
  const { style } = terminal;
  const { origin, model } = manifest.modelProvenance;
  const lines = [`${style('bold', `${toolId} ${version}`)} (${manifest.language})`, ...renderSpec(spec, terminal), ''];
  lines.push(
    `verdict    ${record.verdict}${record.acceptance === null ? '' : `, accepted by a person: ${escapeLine(record.acceptance.reason)}`}`,
  );
  lines.push(`version    ${manifest.bump}: ${escapeLine(manifest.reason)}`);
  lines.push(`text       ${originWords[origin]}${model ? ` (${escapeLine(model)})` : ''}`);
  lines.push(`admitted   ${record.admittedAt}`);
  lines.push(`evidence   ${evidence.present.join(', ')}`);
  if (evidence.absent.length > 0) lines.push(`missing    ${evidence.absent.join(', ')}`);
  lines.push(
    `versions   ${Object.entries(head.versions)
      .map(([name, { status }]) => (status === 'promoted' ? name : `${name} (${status})`))
      .join(', ')}`,
  );
  if (head.deprecated !== null) lines.push(`deprecated ${escapeLine(head.deprecated.message)}`);
  lines.push(`files      ${escapeLine(directory)}`);
  return lines;
}

const originWords = {
  model: 'written by a model',
  recorded: 'written by a model, replayed from a recording',
  authored: 'authored, not produced by a model',
  external: 'handed in; its maker is not known',
} as const;
