import type { JsonSchema } from './json-schema.ts';
import { isSchema } from './json-schema.ts';

/**
 * The schema in a short notation that small models read well: a JSON skeleton with types in place of values, limits
 * in words, descriptions as trailing comments. The grammar never shows the schema to the model; the prompt must.
 */
export function describeSchema(root: JsonSchema): string {
  const definitions = isSchema(root['$defs']) ? root['$defs'] : {};

  function describe(node: JsonSchema, indent: string, open: readonly string[]): string {
    const reference = node['$ref'];
    if (typeof reference === 'string') {
      const target = definitions[reference.slice('#/$defs/'.length)];
      return isSchema(target) &&
        !open.includes(reference) &&
        !JSON.stringify(target).includes(JSON.stringify(reference))
        ? describe(target, indent, [...open, reference])
        : 'any JSON value';
    }
    if ('const' in node) return JSON.stringify(node['const']);
    if (Array.isArray(node['enum'])) return node['enum'].map((value) => JSON.stringify(value)).join(' | ');
    const union = node['anyOf'] ?? node['oneOf'];
    if (Array.isArray(union)) {
      return union
        .filter(isSchema)
        .map((branch) => describe(branch, indent, open))
        .join(' | ');
    }
    if (isSchema(node['properties'])) return describeObject(node, node['properties'], indent, open);
    if (node['type'] === 'array') return describeArray(node, indent, open);
    if (node['type'] === 'object') {
      const values = isSchema(node['additionalProperties'])
        ? describe(node['additionalProperties'], indent, open)
        : 'any JSON value';
      return `{ any key: ${values} }`;
    }
    const type = Array.isArray(node['type']) ? node['type'].join(' | ') : node['type'];
    return typeof type === 'string' ? `${type}${limits(node)}` : 'any JSON value';
  }

  function describeObject(node: JsonSchema, properties: JsonSchema, indent: string, open: readonly string[]): string {
    const required = Array.isArray(node['required']) ? node['required'] : [];
    const entries = Object.entries(properties);
    const lines = entries.map(([key, child], index) => {
      const value = isSchema(child) ? describe(child, `${indent}  `, open) : 'any JSON value';
      const notes = [
        ...(required.includes(key) ? [] : ['may be left out']),
        ...(isSchema(child) && typeof child['description'] === 'string' ? [child['description']] : []),
      ];
      const comma = index < entries.length - 1 ? ',' : '';
      return `${indent}  ${JSON.stringify(key)}: ${value}${comma}${notes.length > 0 ? `  // ${notes.join('; ')}` : ''}`;
    });
    return lines.length > 0 ? `{\n${lines.join('\n')}\n${indent}}` : '{}';
  }

  function describeArray(node: JsonSchema, indent: string, open: readonly string[]): string {
    if (Array.isArray(node['prefixItems'])) {
      return `[${node['prefixItems']
        .filter(isSchema)
        .map((member) => describe(member, indent, open))
        .join(', ')}]`;
    }
    const item = isSchema(node['items']) ? describe(node['items'], indent, open) : 'any JSON value';
    const count = range(node['minItems'], node['maxItems'], 'items');
    return `[ ${item}, ... ]${count === '' ? '' : ` (${count})`}`;
  }

  return describe(root, '', []);
}

function limits(node: JsonSchema): string {
  const parts = [
    range(node['minLength'], node['maxLength'], 'characters'),
    range(bound(node['minimum']), bound(node['maximum']), ''),
    typeof node['exclusiveMinimum'] === 'number' ? `above ${node['exclusiveMinimum']}` : '',
    typeof node['exclusiveMaximum'] === 'number' ? `below ${node['exclusiveMaximum']}` : '',
    typeof node['multipleOf'] === 'number' ? `a multiple of ${node['multipleOf']}` : '',
    typeof node['format'] === 'string' ? `format ${node['format']}` : '',
    typeof node['pattern'] === 'string' && typeof node['format'] !== 'string' ? `matching ${node['pattern']}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function bound(value: unknown): unknown {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) === Number.MAX_SAFE_INTEGER
    ? undefined
    : value;
}

function range(least: unknown, most: unknown, unit: string): string {
  const suffix = unit === '' ? '' : ` ${unit}`;
  if (typeof least === 'number' && typeof most === 'number') {
    return least === most ? `exactly ${least}${suffix}` : `${least} to ${most}${suffix}`;
  }
  if (typeof least === 'number') return `at least ${least}${suffix}`;
  return typeof most === 'number' ? `at most ${most}${suffix}` : '';
}
