import { describe, expect, it } from 'vitest';
import { findSlotRange, isRealRoot, parseIdMap } from '../../src/core/user-slots.ts';

const whole = parseIdMap('         0          0 4294967295\n');
const container = parseIdMap('         0     100000      65536\n');
const single = parseIdMap('         0       1000          1\n');

describe('findSlotRange', () => {
  it('prefers numbers that no distribution hands out and falls back to what a container has', () => {
    expect(findSlotRange(whole, whole)).toEqual({ first: 1_900_000_000, count: 8192 });
    expect(findSlotRange(container, container)).toEqual({ first: 63_000, count: 2000 });
  });

  it('finds none where users or groups are not mapped', () => {
    expect(findSlotRange(single, whole)).toBeNull();
    expect(findSlotRange(whole, single)).toBeNull();
  });
});

describe('isRealRoot', () => {
  it("tells the machine's root from the root of a user namespace", () => {
    expect([whole, container, single].map(isRealRoot)).toEqual([true, false, false]);
  });
});
