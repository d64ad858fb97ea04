import { describe, expect, it } from 'vitest';
import { findImmutableTouched, isRatified } from '../../src/core/contract.ts';

describe('isRatified', () => {
  it.each([
    [{ proposed_by: 'a', ratified_by: 'b' }, true],
    [{ ratified_by: 'b' }, true],
    [{ proposed_by: 'a', ratified_by: 'a' }, false],
    [{ proposed_by: 'alice', ratified_by: 'Alice ' }, false],
    [{ proposed_by: 'alice', ratified_by: 'ａｌｉｃｅ' }, false],
    [{ proposed_by: 'alice', ratified_by: 'alice\u200b' }, false],
    [{ proposed_by: 'a b', ratified_by: 'a\u00a0 b' }, false],
    [{ proposed_by: 'a', ratified_by: '  ' }, false],
    [{ proposed_by: 'a', ratified_by: null }, false],
    [{}, false],
  ])('says of %j: %s', (names, expected) => {
    expect(isRatified({ autonomy_ceiling: 1, ...names })).toBe(expected);
  });

  it('says no when there is no contract', () => {
    expect(isRatified(null)).toBe(false);
    expect(isRatified(undefined)).toBe(false);
  });
});

describe('findImmutableTouched', () => {
  it('finds changed files by path and by folder, and no others', () => {
    expect(
      findImmutableTouched(['test.sh', 'tests/a.ts', 'testsuite', 'src/test.sh'], ['./test.sh', 'tests/']),
    ).toEqual(['test.sh', 'tests/a.ts']);
    expect(findImmutableTouched(['a'], [''])).toEqual([]);
  });
});
