import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAbuseHost } from './open-abuse-host.ts';
import type { AbuseHost } from './open-abuse-host.ts';
import { runAttempts, sandboxRunner, weakRunner } from './run-attempts.ts';
import { shuffle } from './shuffle.ts';

let host: AbuseHost;

beforeAll(async () => {
  host = await openAbuseHost();
});

afterAll(() => host.close());

describe('the abuse suite', () => {
  it.each([
    [1, 'in the order of the list', 0],
    [2, 'shuffled', 4711],
  ])('is held, every attempt of it, %i at a time, %s', { timeout: 180_000 }, async (concurrency, _order, seed) => {
    const attempts = seed === 0 ? host.attempts : shuffle(host.attempts, seed);
    const reports = await runAttempts(attempts, sandboxRunner, concurrency);
    expect(reports.filter(({ outcome }) => outcome !== 'HELD')).toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(190);
  });

  it('has no attempt twice', () => {
    expect(new Set(host.attempts.map(({ area, id }) => `${area} ${id}`)).size).toBe(host.attempts.length);
  });

  it('loses no attempt when it is shuffled', () => {
    expect(new Set(shuffle(host.attempts, 1))).toEqual(new Set(host.attempts));
    expect(shuffle(host.attempts, 1)).not.toEqual(host.attempts);
  });

  it(
    'breaches an obvious call of Bubblewrap in every area, so that holding means something',
    { timeout: 180_000 },
    async () => {
      const reports = await runAttempts(host.attempts, weakRunner(host.directory), 2);
      const breached = reports.filter(({ outcome }) => outcome === 'BREACH');
      expect(reports.filter(({ outcome }) => outcome === 'UNCLEAR')).toEqual([]);
      expect([...new Set(breached.map(({ area }) => area))].toSorted()).toEqual([
        'filesystem',
        'kernel',
        'leak',
        'network',
        'process',
        'resource',
      ]);
      expect(breached.length).toBeGreaterThanOrEqual(process.geteuid?.() === 0 ? 90 : 40);
    },
  );
});
