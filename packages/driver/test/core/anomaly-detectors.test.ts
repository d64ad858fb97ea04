import { describe, expect, it } from 'vitest';
import {
  anomalyDetectors,
  findAnomalies,
  type AnomalyInput,
  type AnomalyName,
} from '../../src/core/anomaly-detectors.ts';

const nowMs = 1_000_000;
const quiet: AnomalyInput = { nowMs, attempts: [], resources: [], silent: [] };
const outputs = (...texts: (string | null)[]): AnomalyInput => ({
  ...quiet,
  attempts: texts.map((output) => ({ atMs: nowMs, output })),
});
const attemptsAgo = (count: number, agoMs: number): AnomalyInput => ({
  ...quiet,
  attempts: Array.from({ length: count }, () => ({ atMs: nowMs - agoMs, output: null })),
});
const names = (length: number, of: (index: number) => string): string[] =>
  Array.from({ length }, (_, index) => of(index));

/** For each detector what makes it fire, and what comes close and must not. */
const fixtures: Readonly<Record<AnomalyName, { readonly fires: AnomalyInput; readonly stays: AnomalyInput[] }>> = {
  rate_of_change: {
    fires: attemptsAgo(3000, 59_000),
    stays: [attemptsAgo(2999, 0), attemptsAgo(6000, 61_000)],
  },
  duplication_ratio: {
    fires: outputs(...names(16, () => 'same'), ...names(4, (index) => `own ${index}`)),
    stays: [
      outputs(...names(15, () => 'same'), ...names(5, (index) => `own ${index}`)),
      outputs(...names(9, () => 'same')),
      outputs(...names(20, () => 'x').map(() => null)),
    ],
  },
  resource_saturation: {
    fires: {
      ...quiet,
      resources: [
        { name: 'memory', used: 0.3 },
        { name: 'temperature', used: 1.02 },
      ],
    },
    stays: [{ ...quiet, resources: [{ name: 'disk', used: 0.97 }] }],
  },
  silent_component: {
    fires: { ...quiet, silent: [{ component: 'driver', silentSeconds: 20, thresholdSeconds: 15, owner: 'ann' }] },
    stays: [],
  },
};

describe('the anomaly detectors', () => {
  it('are exactly these, each with a fixture', () => {
    expect(anomalyDetectors.map(({ name }) => name).toSorted()).toEqual(Object.keys(fixtures).toSorted());
  });

  it.each(anomalyDetectors.map(({ name }) => name))('%s fires for its fixture, and it alone', (name) => {
    expect(findAnomalies(fixtures[name].fires)).toMatchObject([{ detector: name }]);
  });

  it.each(anomalyDetectors.map(({ name }) => name))(
    '%s stays quiet when nothing happens and just below its threshold',
    (name) => {
      for (const input of [quiet, ...fixtures[name].stays]) {
        expect(findAnomalies(input).map(({ detector }) => detector)).not.toContain(name);
      }
    },
  );

  it('fire where the goal file says instead', () => {
    expect(findAnomalies(attemptsAgo(5, 0), { rate_of_change: 5 })).toMatchObject([{ value: 5, threshold: 5 }]);
    expect(findAnomalies(fixtures.resource_saturation.fires, { resource_saturation: 2 })).toEqual([]);
  });
});
