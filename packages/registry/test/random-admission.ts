import * as fc from 'fast-check';
import type { Admission } from '../src/core/admission-schema.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const document = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.jsonValue({ noUnicodeString: false }),
  { maxKeys: 5 },
);

/** Admissions the registry must take: any words, any JSON, both languages, both verdicts. */
export const randomAdmission: fc.Arbitrary<Admission> = fc
  .record({
    language: fc.constantFrom('typescript' as const, 'python' as const),
    name: fc.constantFrom('a', 'slugify', 'parse-duration', '0', 'x'.repeat(64)),
    description: text.filter((words) => words.length > 0),
    functionName: fc.constantFrom('slugify', 'toSlug'),
    example: fc.jsonValue(),
    accepted: fc.option(text.filter((words) => words.trim() !== '')),
    tool: text,
    unit: text,
    results: document,
    sbom: fc.option(document, { nil: undefined }),
    replies: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 3 }),
    model: fc.option(fc.constantFrom('phi4-mini', 'qwen3:4b')),
  })
  .map(({ language, name, description, functionName, example, accepted, tool, unit, results, sbom, replies, model }) =>
    sampleAdmission(
      {
        verdict: accepted === null ? 'pass' : 'deferred',
        acceptance: accepted === null ? undefined : { reason: accepted },
        files:
          language === 'typescript'
            ? { 'tool.ts': tool, 'tests/unit.test.ts': unit }
            : { 'tool.py': tool, 'tests/test_unit.py': unit },
        evidence: { results, policy: { network: false }, capabilities: {}, ...(sbom && { sbom }) },
        modelProvenance: model === null ? { origin: 'authored' } : { origin: 'model', model },
        objects: replies.map((content, index) => ({ name: `reply/${index}.txt`, content })),
      },
      sampleSpec({ language, name, description, functionName, examples: [{ args: { text: example } }] }),
    ),
  );
