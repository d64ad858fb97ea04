import type { Admission } from '@machinist/registry';

/** The least that a registry admits under a tool id. */
export function smallAdmission(toolId: string): Admission {
  return {
    toolId,
    language: 'typescript',
    status: 'promoted',
    verdict: 'pass',
    spec: {
      specVersion: 1,
      language: 'typescript',
      name: toolId,
      functionName: 'answer',
      description: 'Held.',
      params: [],
      returns: [{ name: '$', type: 'number', note: '' }],
      failures: [],
      determinism: 'pure',
      capabilities: [],
      examples: [],
      properties: [],
      dependencies: [],
    },
    files: { 'tool.ts': 'export const answer = () => 42;\n', 'tests/unit.test.ts': '' },
    evidence: { results: {}, policy: {}, capabilities: {} },
    modelProvenance: { origin: 'external' },
  };
}
