import { specSchema } from '@machinist/pipeline';
import type { Terminal } from '../terminal.ts';
import { escapeLine } from './escape-text.ts';

/** A tool contract for people; what does not fit the schema is shown as JSON. */
export function renderSpec(value: unknown, { style }: Pick<Terminal, 'style'>): string[] {
  const parsed = specSchema.safeParse(value);
  if (!parsed.success) return [escapeLine(JSON.stringify(value)).slice(0, 2000)];
  const spec = parsed.data;
  const params = spec.params.map(({ name, type, required }) => `${name}${required ? '' : '?'}: ${type}`).join(', ');
  const only = spec.returns[0];
  const returns =
    only?.name === '$' ? only.type : `{ ${spec.returns.map(({ name, type }) => `${name}: ${type}`).join(', ')} }`;
  const lines = [
    `  ${escapeLine(spec.description)}`,
    `  ${style('cyan', escapeLine(`${spec.functionName}(${params}): ${returns}`))}`,
    `  ${spec.determinism}; capabilities: ${spec.capabilities.join(', ') || 'none'}; dependencies: ${escapeLine(spec.dependencies.join(', ')) || 'none'}`,
  ];
  for (const { code, when } of spec.failures) lines.push(`  fails ${code}: ${escapeLine(when)}`);
  for (const example of spec.examples) {
    const args = spec.params.map(({ name }) => JSON.stringify(example.args[name] ?? null)).join(', ');
    const outcome = example.expect === 'value' ? `→ ${JSON.stringify(example.value)}` : `throws ${example.error}`;
    lines.push(`  example ${escapeLine(`${spec.functionName}(${args}) ${outcome}`)}`);
  }
  for (const { kind, statement } of spec.properties) lines.push(`  property ${kind}: ${escapeLine(statement)}`);
  return lines;
}
