import type { JsonSchema } from './json-schema.ts';
import { isSchema } from './json-schema.ts';

/**
 * The schema without references, tuples and empty nodes, none of which the server's converter handles: references
 * are inlined, a tuple becomes an array of its member types, and "any JSON value" or a recursive part becomes a
 * union of JSON values nested two deep.
 */
export function expandRefs(root: JsonSchema): JsonSchema {
  const definitions = isSchema(root['$defs']) ? root['$defs'] : {};

  function expand(node: JsonSchema, open: readonly string[]): JsonSchema {
    const reference = node['$ref'];
    if (typeof reference === 'string') {
      const name = reference.startsWith('#/$defs/') ? reference.slice('#/$defs/'.length) : undefined;
      const target = name === undefined ? undefined : definitions[name];
      if (name === undefined || !isSchema(target) || open.includes(name) || refersTo(target, reference)) {
        return anyValue();
      }
      return expand(target, [...open, name]);
    }
    if (Object.keys(node).every((keyword) => annotationKeywords.has(keyword))) return anyValue();
    if (Array.isArray(node['prefixItems'])) return expandTuple(node, node['prefixItems'], open);
    return Object.fromEntries(
      Object.entries(node).map(([keyword, value]) => [keyword, expandValue(keyword, value, open)]),
    );
  }

  function expandTuple(node: JsonSchema, members: readonly unknown[], open: readonly string[]): JsonSchema {
    const { prefixItems: _members, items: _rest, ...others } = node;
    const branches = members.filter(isSchema).map((member) => expand(member, open));
    return { ...others, items: { anyOf: branches }, minItems: members.length, maxItems: members.length };
  }

  function expandValue(keyword: string, value: unknown, open: readonly string[]): unknown {
    if (keyword === 'properties' && isSchema(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, isSchema(child) ? expand(child, open) : anyValue()]),
      );
    }
    if (keyword === 'items' || keyword === 'additionalProperties') return isSchema(value) ? expand(value, open) : value;
    if (keyword === 'anyOf' || keyword === 'oneOf') {
      return Array.isArray(value) ? value.filter(isSchema).map((branch) => expand(branch, open)) : value;
    }
    return value;
  }

  return expand(root, []);
}

const annotationKeywords = new Set(['$schema', '$defs', 'title', 'description', 'default', 'examples']);

function refersTo(node: unknown, reference: string): boolean {
  return JSON.stringify(node).includes(JSON.stringify(reference));
}

// The extra keyword is no JSON Schema: the compiler strips it and reports the path.
function anyValue(): JsonSchema {
  return { 'any JSON value': true, ...anyJson(2) };
}

function anyJson(levels: number): JsonSchema {
  const scalars: JsonSchema[] = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }];
  if (levels === 0) return { anyOf: scalars };
  const nested = anyJson(levels - 1);
  return {
    anyOf: [...scalars, { type: 'array', items: nested }, { type: 'object', additionalProperties: nested }],
  };
}
