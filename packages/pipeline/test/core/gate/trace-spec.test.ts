import { describe, expect, it } from 'vitest';
import { externalPolicy, standardPolicy } from '../../../src/core/gate-policy-schema.ts';
import { type ExercisedExamples, type TestTrace, traceFindings } from '../../../src/core/gate/trace-spec.ts';
import type { ToolSpec } from '../../../src/core/spec-schema.ts';
import { parseSpec } from '../../../src/core/candidate.ts';
import { loadFixture } from '../../gate/load-fixture.ts';
import { analyzeSources } from './analyze-sources.ts';

const spec: ToolSpec = {
  ...parseSpec(loadFixture('honest')['spec.json'] ?? ''),
  properties: [
    { kind: 'round_trip', statement: 'n seconds give n * 1000 milliseconds' },
    { kind: 'custom', statement: 'parts in falling order add up' },
  ],
};
const trace = (changes: Partial<TestTrace>): TestTrace => ({
  file: 'tests/unit.test.ts',
  title: 'a test',
  strings: [],
  asserts: true,
  isCounted: true,
  isProperty: false,
  ...changes,
});
const whole: readonly TestTrace[] = [
  trace({ strings: ['INVALID_DURATION'] }),
  trace({ title: 'round trip', isProperty: true }),
  trace({ title: 'adds up parts in falling order', isProperty: true }),
];
const all: ExercisedExamples = new Set([0, 1, 2]);
const told = (traces: readonly TestTrace[], exercised: ExercisedExamples = all): readonly string[] =>
  traceFindings(spec, traces, exercised, standardPolicy).map(({ id, message }) => `${id}: ${message}`);
const findings = (policy: typeof standardPolicy) => traceFindings(spec, [], new Set(), policy);

describe('a spec that the tests cover', () => {
  it('says nothing', () => {
    expect(told(whole)).toEqual([]);
  });

  it.each(['example 3', 'Example #3: refuses', 'example-3'])(
    'takes the name of an example for its input: %s',
    (title) => {
      expect(told([...whole, trace({ title })], new Set([0, 1]))).toEqual([]);
    },
  );

  it.each(['property 2', 'custom: falling parts add up in order', 'Property #2 holds'])(
    'takes for property 2: %s',
    (title) => {
      expect(told([...whole.slice(0, 2), trace({ title, isProperty: true })])).toEqual([]);
    },
  );

  it('takes a code in a title and in a regular expression', () => {
    expect(told([trace({ title: 'fails with INVALID_DURATION' }), ...whole.slice(1)])).toEqual([]);
    expect(told([trace({ strings: ['/INVALID_DURATION$/'] }), ...whole.slice(1)])).toEqual([]);
  });

  it('does not ask for inputs that nobody recorded', () => {
    expect(told(whole, undefined)).toEqual([]);
  });
});

describe('a spec that the tests do not cover', () => {
  it('names the example with the call that no test makes', () => {
    expect(told(whole, new Set([0, 2]))).toEqual([
      'trace.example: no test asks what example 2 asks: parseDuration("1h 30m")',
    ]);
    expect(told([...whole, trace({ title: 'example 21' })], new Set([0, 2]))).toHaveLength(1);
  });

  it('names the failure code, and does not take a longer one for it', () => {
    expect(told([trace({ strings: ['INVALID_DURATION_UNIT'] }), ...whole.slice(1)])).toEqual([
      'trace.failure: no test expects the failure INVALID_DURATION',
    ]);
  });

  it('names the property, and takes no test over fixed inputs for it', () => {
    const fixed = whole.map((one) => ({ ...one, isProperty: false }));
    expect(told(fixed)).toEqual([
      expect.stringMatching(/^trace\.property: .* property 1 \(round_trip\)/),
      expect.stringMatching(/^trace\.property: .* property 2 \(custom\): parts in falling order add up/),
    ]);
  });

  it('believes no title of a test that asserts nothing', () => {
    expect(told(whole.map((one) => ({ ...one, asserts: false })))).toHaveLength(3);
  });

  it('defers under the standard policy and only warns under the external one', () => {
    expect(new Set(findings(standardPolicy).map(({ effect }) => effect))).toEqual(new Set(['defer']));
    expect(new Set(findings(externalPolicy).map(({ effect }) => effect))).toEqual(new Set(['none']));
    expect(new Set(findings(externalPolicy).map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });
});

describe('reading the traces of a test file', () => {
  it('gives title, texts of helpers and tables, and what kind of test it is', () => {
    const unit = [
      "import { describe, expect, it } from 'vitest';",
      "import fc from 'fast-check';",
      "import { parseDuration } from '../tool.ts';",
      "const refused = { code: 'INVALID_DURATION' };",
      'function refuses(text: string) { expect(() => parseDuration(text)).toThrow(expect.objectContaining(refused)); }',
      "describe('outer', () => { it.each([['x']])('refuses %s', (text) => { refuses(text); }); });",
      "it('holds', () => { fc.assert(fc.property(fc.nat(), (n) => parseDuration(`${n}s tail`) === n)); });",
    ].join('\n');
    const traces = (analyzeSources({ unit }).traces ?? []).filter(({ file }) => file === 'tests/unit.test.ts');
    expect(traces.map(({ title, asserts, isProperty }) => ({ title, asserts, isProperty }))).toEqual([
      { title: 'outer > refuses %s', asserts: true, isProperty: false },
      { title: 'holds', asserts: true, isProperty: true },
    ]);
    expect(traces[0]?.strings).toEqual(expect.arrayContaining(['INVALID_DURATION', 'x']));
    expect(traces[1]?.strings).toContain('s tail');
  });
});
