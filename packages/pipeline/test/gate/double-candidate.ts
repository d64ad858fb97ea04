import type { ToolSpec } from '../../src/core/spec-schema.ts';

/** A candidate around `doubleIt(n)` with a given tool and unit suite. */
export function doubleCandidate(parts: {
  readonly tool: string;
  readonly unit?: string;
  readonly spec?: Partial<ToolSpec>;
}): Readonly<Record<string, string>> {
  const spec = {
    specVersion: 1,
    language: 'typescript',
    name: 'double-it',
    functionName: 'doubleIt',
    description: 'Doubles a number.',
    params: [{ name: 'n', type: 'number', required: true, note: '' }],
    returns: [{ name: '$', type: 'number', note: '' }],
    failures: [],
    determinism: 'pure',
    capabilities: [],
    examples: [{ args: { n: 21 }, expect: 'value', value: 42 }],
    properties: [],
    dependencies: [],
    ...parts.spec,
  };
  return {
    'spec.json': JSON.stringify(spec),
    'tool.ts': parts.tool,
    'tests/unit.test.ts':
      parts.unit ??
      unitSuite('  expect(doubleIt(2)).toBe(4);\n  expect(doubleIt(-3)).toBe(-6);\n  expect(doubleIt(21)).toBe(42);'),
  };
}

/** A unit suite with one test. */
export function unitSuite(body: string): string {
  return `import { expect, it } from 'vitest';\nimport { doubleIt } from '../tool.ts';\n\nit('doubles', async () => {\n${body}\n});\n`;
}
