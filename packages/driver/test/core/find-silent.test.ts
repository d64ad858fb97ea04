import { describe, expect, it } from 'vitest';
import { findSilent } from '../../src/core/find-silent.ts';
import { healthComponents, healthManifest } from '../../src/core/health-manifest.ts';
import { parseGoal } from '../../src/core/parse-goal.ts';

const goalWith = (health: object): Parameters<typeof healthManifest>[0] =>
  parseGoal(JSON.stringify({ repo: '.', worker_cmd: 'true', tasks: [], worker_timeout_seconds: 100, health })).goal;
const nowMs = Date.parse('2026-01-01T01:00:00Z');
const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();

describe('the health manifest', () => {
  it('names every component with source, threshold, owner and the time to answer', () => {
    const manifest = healthManifest(goalWith({}));
    expect(manifest.map(({ component }) => component)).toEqual([...healthComponents]);
    for (const entry of manifest) expect(entry.source).toMatch(/^(?:heartbeat|watch)\.json /);
    expect(manifest.find(({ component }) => component === 'worker')?.staleness_threshold_seconds).toBe(160);
  });

  it('takes what the goal file says, and refuses components and keys that do not exist', () => {
    const health = { components: { driver: { staleness_threshold_seconds: 3, owner: 'ann', ack_slo_seconds: 9 } } };
    expect(healthManifest(goalWith(health))[0]).toMatchObject({ staleness_threshold_seconds: 3, owner: 'ann' });
    expect(() => goalWith({ components: { drivr: {} } })).toThrow('health.components');
    expect(() => goalWith({ components: { driver: { stale: 3 } } })).toThrow('health.components.driver');
  });
});

describe('findSilent', () => {
  const manifest = healthManifest(goalWith({}));

  it('tells a component that is at work and has not succeeded for longer than allowed', () => {
    const readings = { driver: { last_success_at: ago(16), active_since: ago(1000) } };
    expect(findSilent(manifest, readings, nowMs)).toMatchObject([{ component: 'driver', thresholdSeconds: 15 }]);
  });

  it.each([
    ['succeeded lately', { last_success_at: ago(14), active_since: ago(1000) }],
    ['only just began', { last_success_at: ago(9999), active_since: ago(1) }],
    ['has nothing to do', { last_success_at: ago(9999), active_since: null }],
  ])('stays quiet about one that %s', (_what, driver) => {
    expect(findSilent(manifest, { driver }, nowMs)).toEqual([]);
  });

  it('takes a time that is no time for never', () => {
    expect(findSilent(manifest, { driver: { last_success_at: 'x', active_since: 'y' } }, nowMs)).toHaveLength(1);
  });
});
