import { describe, expect, it } from 'vitest';
import { analyzeSources, findingIds } from './analyze-sources.ts';

const head =
  "import { expect, it } from 'vitest';\nimport fc from 'fast-check';\nimport { parseDuration } from '../tool.ts';\n";
const inTest = (body: string): string => `${head}it('a', () => { ${body} });`;
const assertion = `expect(parseDuration(text)).toBe(1);`;

describe('a property that proves something', () => {
  it.each([
    ['it asserts', `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }));`],
    ['it returns what the tool decides', `fc.assert(fc.property(fc.string(), (text) => parseDuration(text) >= 0));`],
    [
      'it returns on a condition',
      `fc.assert(fc.property(fc.string(), (text) => { if (parseDuration(text) < 0) return false; return true; }));`,
    ],
    [
      'it throws',
      `fc.assert(fc.property(fc.string(), (text) => { if (parseDuration(text) < 0) throw new Error(text); }));`,
    ],
    [
      'it is kept in a constant',
      `const holds = fc.property(fc.string(), (text) => { ${assertion} }); fc.assert(holds);`,
    ],
    [
      'it is built by a helper',
      `const make = () => fc.property(fc.string(), (text) => { ${assertion} }); fc.assert(make());`,
    ],
    [
      'its body is a helper',
      `const check = (text: string) => { ${assertion} }; fc.assert(fc.property(fc.string(), check));`,
    ],
    [
      'it runs more often',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { numRuns: 500, verbose: true });`,
    ],
    [
      'it adds inputs of its own',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { examples: [['1h']] });`,
    ],
  ])('is taken: %s', (_name, body) => {
    expect(findingIds({ unit: inTest(body) })).toEqual([]);
  });

  it('is taken without an assertion when the spec promises that the tool never throws', () => {
    const unit = inTest(`fc.assert(fc.property(fc.string(), (text) => { parseDuration(text); }));`);
    expect(findingIds({ unit })).toEqual(['tests.property-empty']);
    expect(findingIds({ unit }, { properties: [{ kind: 'never_throws', statement: 'never' }] })).toEqual([]);
  });
});

describe('a property that proves nothing', () => {
  it.each([
    [
      'built only',
      `fc.property(fc.string(), (text) => { ${assertion} }); expect(parseDuration('1h')).toBe(1);`,
      'tests.property-not-asserted',
    ],
    [
      'checked only',
      `fc.check(fc.property(fc.string(), (text) => { ${assertion} })); expect(parseDuration('1h')).toBe(1);`,
      'tests.property-not-asserted',
    ],
    [
      'without assertion',
      `fc.assert(fc.property(fc.string(), (text) => { parseDuration(text); }));`,
      'tests.property-empty',
    ],
    [
      'always true',
      `fc.assert(fc.property(fc.string(), (text) => { parseDuration(text); return true; }));`,
      'tests.property-empty',
    ],
    [
      'true after a comma',
      `fc.assert(fc.property(fc.string(), (text) => (parseDuration(text), true)));`,
      'tests.property-empty',
    ],
    [
      'about something else',
      `fc.assert(fc.property(fc.string(), (text) => text.length >= 0)); expect(parseDuration('1h')).toBe(1);`,
      'tests.property-empty',
    ],
    [
      'one run',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { numRuns: 1 });`,
      'tests.too-few-runs',
    ],
    [
      'a computed number of runs',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { numRuns: Number('1') });`,
      'tests.too-few-runs',
    ],
    [
      'a seed of its own',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { seed: 1 });`,
      'tests.run-options',
    ],
    [
      'an end on failure',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { endOnFailure: true });`,
      'tests.run-options',
    ],
    [
      'a time limit',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { interruptAfterTimeLimit: 0 });`,
      'tests.run-options',
    ],
    [
      'a reporter that keeps quiet',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { reporter: () => {} });`,
      'tests.run-options',
    ],
    [
      'a path to one value',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { path: '0' });`,
      'tests.run-options',
    ],
    [
      'options from elsewhere',
      `const options = { numRuns: 1 }; fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), options);`,
      'tests.run-options',
    ],
    [
      'spread options',
      `fc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { ...{ numRuns: 1 } });`,
      'tests.run-options',
    ],
    [
      'other settings for all',
      `fc.configureGlobal({ numRuns: 1 }); fc.assert(fc.property(fc.string(), (text) => { ${assertion} }));`,
      'tests.run-options',
    ],
  ])('is told: %s', (_name, body, id) => {
    expect(findingIds({ unit: inTest(body) })).toContain(id);
  });

  it('is told with the line and a way to fix it', () => {
    const { findings } = analyzeSources({
      unit: inTest(`\nfc.assert(fc.property(fc.string(), (text) => { ${assertion} }), { numRuns: 2 });`),
    });
    expect(findings).toEqual([
      expect.objectContaining({ id: 'tests.too-few-runs', effect: 'defer', file: 'tests/unit.test.ts', line: 5 }),
    ]);
    expect(findings[0]?.message).toContain('2 times');
    expect(findings[0]?.fix).toContain('numRuns');
  });
});
