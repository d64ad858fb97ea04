import { expandRefs } from './expand-refs.ts';
import type { JsonSchema } from './json-schema.ts';
import { isSchema } from './json-schema.ts';

/** What the server is asked to enforce while it generates, and what only zod can judge afterwards. */
export interface GrammarReport {
  /** `schema`: sent as grammar. `json`: any JSON object. `none`: unconstrained, because the shape cannot be expressed. */
  readonly mode: 'schema' | 'json' | 'none';
  /** Paths with the keywords that the grammar enforces, like `$.rows: type maxItems`. */
  readonly enforced: readonly string[];
  /** Paths with what zod alone checks after the answer, like `$.mail: pattern`. */
  readonly deferred: readonly string[];
}

/** A `format` value for the server with its report. */
export interface CompiledGrammar extends GrammarReport {
  readonly format: JsonSchema | 'json' | undefined;
}

// Servers up to 0.24 compile into a fixed buffer, and refuse repetitions above 2000.
const largestSchemaCharacters = 32_000;
const mostProperties = 60;
const largestLength = 1000;
const largestItems = 50;

/**
 * Makes a JSON Schema safe for the server's schema-to-grammar converter: references inlined, keywords that crash the
 * converter or are ignored by it removed and reported, repetition bounds clamped. A schema that is too large falls
 * back to plain JSON mode, which the report says.
 */
export function compileGrammar(schema: JsonSchema): CompiledGrammar {
  const enforced: string[] = [];
  const deferred: string[] = [];
  let properties = 0;

  function compile(node: JsonSchema, path: string): JsonSchema {
    const result: JsonSchema = {};
    const kept: string[] = [];
    for (const [keyword, value] of Object.entries(node)) {
      if (annotations.has(keyword) || handledWithParent.has(keyword)) continue;
      const outcome = compileKeyword(keyword, value, node, path);
      if (outcome === undefined) deferred.push(`${path}: ${keyword}`);
      else {
        Object.assign(result, outcome.keywords);
        kept.push(keyword);
        if (outcome.narrowed) deferred.push(`${path}: ${keyword} above ${outcome.narrowed}`);
      }
    }
    if (kept.length > 0) enforced.push(`${path}: ${kept.join(' ')}`);
    return result;
  }

  function compileKeyword(keyword: string, value: unknown, node: JsonSchema, path: string): Outcome | undefined {
    switch (keyword) {
      case 'type':
      case 'enum':
      case 'required':
        return { keywords: { [keyword]: value } };
      case 'const':
        return { keywords: { enum: [value] } };
      case 'properties': {
        const entries = Object.entries(isSchema(value) ? value : {});
        properties += entries.length;
        return {
          keywords: {
            properties: Object.fromEntries(
              entries.map(([key, child]) => [key, compile(isSchema(child) ? child : {}, `${path}.${key}`)]),
            ),
          },
        };
      }
      case 'additionalProperties':
        return { keywords: { additionalProperties: isSchema(value) ? compile(value, `${path}.*`) : value } };
      case 'items':
        return isSchema(value) ? { keywords: { items: compile(value, `${path}[]`) } } : undefined;
      case 'anyOf':
      case 'oneOf':
        if ('properties' in node || !Array.isArray(value)) return undefined;
        return {
          keywords: {
            anyOf: value.filter(isSchema).map((branch, index) => compile(branch, `${path}|${index}`)),
          },
        };
      case 'minimum':
      case 'maximum':
        return node['type'] === 'integer' ? { keywords: { [keyword]: value } } : undefined;
      case 'minLength':
      case 'maxLength':
        return 'pattern' in node ? undefined : clamped(keyword, value, largestLength);
      case 'minItems':
      case 'maxItems':
        return clamped(keyword, value, largestItems);
      default:
        return undefined;
    }
  }

  const format = compile(expandRefs(schema), '$');
  const tooLarge = properties > mostProperties || JSON.stringify(format).length > largestSchemaCharacters;
  if (!tooLarge) return { format, mode: 'schema', enforced, deferred };
  const mode = schema['type'] === 'object' ? 'json' : 'none';
  return { format: mode === 'json' ? 'json' : undefined, mode, enforced: [], deferred: ['$: the whole schema'] };
}

interface Outcome {
  readonly keywords: JsonSchema;
  readonly narrowed?: number;
}

function clamped(keyword: string, value: unknown, limit: number): Outcome | undefined {
  if (typeof value !== 'number') return undefined;
  return value <= limit ? { keywords: { [keyword]: value } } : { keywords: { [keyword]: limit }, narrowed: limit };
}

const annotations = new Set([
  '$schema',
  '$id',
  'id',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
const handledWithParent = new Set(['$defs', 'definitions']);
