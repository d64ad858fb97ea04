import type { Admission } from '../src/core/admission-schema.ts';

export interface SampleSpec {
  specVersion: 1;
  language: 'typescript' | 'python';
  name: string;
  functionName: string;
  description: string;
  params: { name: string; type: string; required: boolean; note: string }[];
  returns: { name: string; type: string; note: string }[];
  failures: { code: string; when: string; retryable: boolean }[];
  determinism: string;
  capabilities: string[];
  examples: object[];
  properties: { kind: string; statement: string }[];
  dependencies: string[];
}

/** A complete spec for a tool that turns text into a slug. */
export function sampleSpec(changes: Partial<SampleSpec> = {}): SampleSpec {
  return {
    specVersion: 1,
    language: 'typescript',
    name: 'slugify',
    functionName: 'slugify',
    description: 'Turns text into a slug.',
    params: [{ name: 'text', type: 'string', required: true, note: 'any text' }],
    returns: [{ name: '$', type: 'string', note: 'the slug' }],
    failures: [{ code: 'EMPTY_TEXT', when: 'nothing is left', retryable: false }],
    determinism: 'pure',
    capabilities: [],
    examples: [{ args: { text: 'A b' }, expect: 'value', value: 'a-b' }],
    properties: [{ kind: 'idempotent', statement: 'a slug of a slug is that slug' }],
    dependencies: [],
    ...changes,
  };
}

export const toolSource = `export function slugify(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-');
}
`;

/** An admission the registry takes; `spec` decides tool id and language. */
export function sampleAdmission(changes: Partial<Admission> = {}, spec = sampleSpec()): Admission {
  const files: Record<string, string> =
    spec.language === 'typescript'
      ? { 'tool.ts': toolSource, 'tests/unit.test.ts': '// unit\n', 'tests/property.test.ts': '// property\n' }
      : { 'tool.py': 'def slugify(text):\n    return text\n', 'tests/test_unit.py': '# unit\n' };
  return {
    toolId: spec.name,
    language: spec.language,
    status: 'promoted',
    verdict: 'pass',
    spec,
    files,
    evidence: {
      results: { passed: 3, failed: 0 },
      policy: { policyVersion: 1, network: false },
      capabilities: { declared: [], observed: [] },
    },
    modelProvenance: { origin: 'authored', model: null },
    objects: [{ name: 'code/1/reply.txt', content: 'the reply' }],
    ...changes,
  };
}
