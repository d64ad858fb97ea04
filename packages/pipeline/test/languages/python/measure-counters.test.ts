import { describe, expect, it } from 'vitest';
import { measureCounters } from '../../../src/languages/python/measure-counters.ts';

const places = [
  { kind: 'function', line: 1 },
  { kind: 'statement', line: 2 },
  { kind: 'statement', line: 2 },
  { kind: 'branch', line: 2 },
  { kind: 'branch', line: 2 },
  { kind: 'statement', line: 3 },
] as const;

describe('coverage of a Python tool', () => {
  it('is counted from the places that the gate put a counter at', () => {
    expect(
      measureCounters(
        [...places],
        [
          [0, 1],
          [1, 4],
          [3, 2],
        ],
      ),
    ).toEqual({
      status: 'measured',
      lines: { covered: 1, total: 2, percent: 50 },
      branches: { covered: 1, total: 2, percent: 50 },
      functions: { covered: 1, total: 1, percent: 100 },
      statements: { covered: 1, total: 3, percent: 33.33 },
      uncoveredLines: [3],
    });
  });

  it.each([['text'], [[[6, 1]]], [[[0, -1]]], [[[0]]], [{ 0: 1 }]])(
    'is refused when %j is no such counter',
    (counters) => {
      expect(measureCounters([...places], counters)).toBeUndefined();
    },
  );
});
