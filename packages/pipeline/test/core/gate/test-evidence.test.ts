import { describe, expect, it } from 'vitest';
import { externalPolicy, standardPolicy } from '../../../src/core/gate-policy-schema.ts';
import type { JudgedTest } from '../../../src/core/gate/judge-report.ts';
import { evidenceFindings, exercisedExamples } from '../../../src/core/gate/test-evidence.ts';

const judged = (changes: Partial<JudgedTest>): JudgedTest => ({
  kind: 'test',
  file: 'tests/unit.test.ts',
  name: 'a',
  line: 3,
  state: 'passed',
  inverted: false,
  durationMs: 1,
  message: '',
  faults: [],
  assertions: 1,
  properties: [],
  exercised: [],
  ...changes,
});
const ids = (changes: Partial<JudgedTest>, policy = standardPolicy): readonly string[] =>
  evidenceFindings([judged(changes)], [], policy).map(({ id }) => id);

describe('a test that passed', () => {
  it('counts when it reached an assertion or a property that held', () => {
    expect(ids({})).toEqual([]);
    expect(ids({ assertions: 0, properties: [{ runs: 100, skips: 0, calls: 100 }] })).toEqual([]);
    expect(ids({ assertions: undefined, properties: undefined })).toEqual([]);
  });

  it('is told when it reached neither', () => {
    expect(ids({ assertions: 0 })).toEqual(['tests.assertion-not-reached']);
    expect(ids({ assertions: 0, state: 'failed' })).toEqual([]);
  });

  it('is believed when its assertions are of a kind that the runner does not count', () => {
    const trace = { file: 'tests/unit.test.ts', title: 'a', strings: [], asserts: true, isProperty: false };
    expect(evidenceFindings([judged({ assertions: 0 })], [{ ...trace, isCounted: false }], standardPolicy)).toEqual([]);
    expect(evidenceFindings([judged({ assertions: 0 })], [{ ...trace, isCounted: true }], standardPolicy)).toHaveLength(
      1,
    );
  });

  it.each([
    [{ runs: 100, skips: 900, calls: 100 }, ['tests.assumed-away']],
    [{ runs: 100, skips: 0, calls: 3 }, ['tests.assumed-away']],
    [{ runs: 100, skips: 300, calls: 100 }, []],
    [{ runs: 100, skips: 0, calls: 5000 }, []],
  ])('is asked how many generated inputs reached the tool: %j', (property, expected) => {
    expect(ids({ properties: [property] })).toEqual(expected);
  });

  it('may throw more inputs away under the external policy', () => {
    const properties = [{ runs: 100, skips: 700, calls: 100 }];
    expect(ids({ properties })).toEqual(['tests.assumed-away']);
    expect(ids({ properties }, externalPolicy)).toEqual([]);
  });
});

it('gathers the exercised examples of all tests, and says when nobody looked', () => {
  expect(exercisedExamples([judged({ exercised: [0] }), judged({ exercised: [2, 0] })])).toEqual(new Set([0, 2]));
  expect(exercisedExamples([judged({ exercised: undefined })])).toBeUndefined();
  expect(exercisedExamples([])).toBeUndefined();
});
