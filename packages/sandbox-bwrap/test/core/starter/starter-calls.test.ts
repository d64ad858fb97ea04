import { describe, expect, it } from 'vitest';
import { starterCalls } from '../../../src/core/starter/starter-calls.ts';

const zero = new TextEncoder().encode('0');

describe('what a starter does', () => {
  it('enters its groups, then lowers its limits, then closes all that is not kept', () => {
    expect(starterCalls({ limits: { nofile: 1024 }, groups: [19, 20], kept: [4, 10, 11] })).toEqual([
      { number: 1, args: [19, zero, 1] },
      { number: 1, args: [20, zero, 1] },
      { number: 302, args: [0, 7, new Uint8Array(new BigUint64Array([1024n, 1024n]).buffer), 0] },
      { number: 436, args: [3, 3, 0] },
      { number: 436, args: [5, 9, 0] },
      { number: 436, args: [12, 0xffff_ffff, 0] },
    ]);
  });

  it('knows the number of every limit a policy can set, and refuses any other', () => {
    for (const name of ['core', 'nofile', 'fsize', 'cpu', 'nproc', 'data']) {
      expect(() => starterCalls({ limits: { [name]: 1 }, groups: [], kept: [] })).not.toThrow();
    }
    expect(() => starterCalls({ limits: { stack: 1 }, groups: [], kept: [] })).toThrow('stack');
  });
});
