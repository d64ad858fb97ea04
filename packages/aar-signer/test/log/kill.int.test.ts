import { describe, expect, it } from 'vitest';
import { killWriters } from '../fixtures/kill-writers.ts';

describe('a log whose writer is killed', () => {
  it('keeps every acknowledged entry and contradicts no checkpoint over two dozen kills at random moments', async () => {
    let seed = 1;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const report = await killWriters(24, random);
    expect(report).toMatchObject({ kills: 24, problems: [] });
    expect(report.size).toBeGreaterThanOrEqual(report.acknowledged);
    expect(report.acknowledged).toBeGreaterThan(0);
  }, 240_000);
});
