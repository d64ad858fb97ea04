import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../src/render/duration.ts';

describe('a duration for people', () => {
  it.each([
    [0, '0.0 s'],
    [449, '0.4 s'],
    [9_949, '9.9 s'],
    [10_000, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [60_000, '1 min 00 s'],
    [185_000, '3 min 05 s'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('never says 10.0 s where 10 s is meant', () => {
    expect(formatDuration(9_999)).toBe('10 s');
  });
});
