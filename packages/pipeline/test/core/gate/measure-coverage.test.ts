import { describe, expect, it } from 'vitest';
import { standardPolicy } from '../../../src/core/gate-policy-schema.ts';
import { coverageFindings, measureCoverage } from '../../../src/core/gate/measure-coverage.ts';
import { addCounters } from '../../../src/languages/typescript/prepare-tool.ts';

const { emptyCoverage } = addCounters(
  'export function f(x: number): number {\n  if (x > 1)\n    return 1;\n  return 2;\n}\n',
  'counters',
);
const counters = (change: object) => ({ [emptyCoverage.path]: { ...emptyCoverage, ...change } });

describe('coverage', () => {
  it('is measured from the counters of the tool, on the lines of its TypeScript', () => {
    const covered = measureCoverage(
      emptyCoverage,
      counters({ s: { 0: 3, 1: 0, 2: 3 }, f: { 0: 3 }, b: { 0: [0, 3] } }),
    );
    expect(covered).toMatchObject({
      status: 'measured',
      lines: { covered: 2, total: 3, percent: 66.66 },
      branches: { covered: 1, total: 2, percent: 50 },
      functions: { covered: 1, total: 1, percent: 100 },
      uncoveredLines: [3],
    });
    if (covered === undefined) throw new Error('unreachable');
    expect(coverageFindings(covered, standardPolicy.coverage, 'tool.ts').map(({ message }) => message)).toEqual([
      expect.stringContaining('2 of 3 lines are tested (66.66 %), the policy asks for 90 %; lines never run: 3'),
      expect.stringContaining('branches'),
      expect.stringContaining('statements'),
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['no counters of this file', { other: emptyCoverage }],
    ['a missing statement', counters({ s: { 0: 3 } })],
    ['an invented statement', counters({ s: { 0: 3, 1: 1, 2: 3, 3: 9 } })],
    ['a branch arm too many', counters({ b: { 0: [1, 1, 1] } })],
    ['a negative count', counters({ f: { 0: -1 } })],
    ['a text for a count', counters({ f: { 0: '5' } })],
  ])('is not measured from %s', (_name, given) => {
    expect(measureCoverage(emptyCoverage, given)).toBeUndefined();
  });
});
