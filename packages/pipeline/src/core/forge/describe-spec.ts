import type { ToolSpec } from '../spec-schema.ts';
import { renderSignature } from './render-signature.ts';

/** The specification as short plain text for a prompt: everything in it, nothing else. */
export function describeSpec(spec: ToolSpec): string {
  return [
    `Function: ${renderSignature(spec)}`,
    `Purpose: ${oneLine(spec.description)}`,
    section('Parameters', spec.params, ({ name, type, required, note }) =>
      withNote(`${name} (${type}, ${required ? 'required' : 'optional'})`, note),
    ),
    section('Returns', spec.returns, ({ name, type, note }) =>
      withNote(name === '$' ? `the value itself (${type})` : `field ${name} (${type})`, note),
    ),
    section('Failures, each a thrown error with this code', spec.failures, ({ code, when }) => withNote(code, when)),
    `Determinism: ${spec.determinism}. Capabilities: ${spec.capabilities.join(', ') || 'none, it only computes'}.`,
    spec.examples.length === 0
      ? ''
      : section('Examples', spec.examples, (example) => {
          const args = spec.params.map(({ name }) => JSON.stringify(example.args[name] ?? null)).join(', ');
          return example.expect === 'value'
            ? `${spec.functionName}(${args}) returns ${JSON.stringify(example.value)}`
            : `${spec.functionName}(${args}) fails with ${example.error}`;
        }),
    section('Properties that always hold', spec.properties, ({ kind, statement }) => withNote(kind, statement)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function section<Row>(title: string, rows: readonly Row[], line: (row: Row) => string): string {
  return rows.length === 0 ? `${title}: none` : [`${title}:`, ...rows.map((row) => `- ${line(row)}`)].join('\n');
}

function withNote(text: string, note: string): string {
  return note.trim() === '' ? text : `${text}: ${oneLine(note)}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
