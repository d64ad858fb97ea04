import type { SilentComponent } from './find-silent.ts';

/** One attempt as the detectors see it. */
export interface AttemptSample {
  readonly atMs: number;
  /** SHA-256 of what the worker wrote; null while it runs, and for one that wrote nothing. */
  readonly output: string | null;
}

/** How full a part of the host is: 1 and above is full. */
export interface ResourceSample {
  readonly name: string;
  readonly used: number;
}

export interface AnomalyInput {
  readonly nowMs: number;
  /** The latest attempts, oldest first. */
  readonly attempts: readonly AttemptSample[];
  readonly resources: readonly ResourceSample[];
  readonly silent: readonly SilentComponent[];
}

export type AnomalyName = 'rate_of_change' | 'duplication_ratio' | 'resource_saturation' | 'silent_component';

/** A registered way to notice that something is wrong. It fires when what it measures reaches the threshold. */
export interface AnomalyDetector {
  readonly name: AnomalyName;
  readonly unit: string;
  readonly threshold: number;
  readonly measure: (input: AnomalyInput) => { readonly value: number; readonly detail: string };
}

/** How many attempts the detectors look back on. */
export const attemptWindow = 3000;
const rateWindowMs = 60_000;
const duplicationWindow = 20;
const duplicationMinimum = 10;

/** All there are. */
export const anomalyDetectors: readonly AnomalyDetector[] = [
  {
    name: 'rate_of_change',
    unit: 'attempts in the last minute',
    threshold: attemptWindow,
    measure({ attempts, nowMs }) {
      const value = attempts.filter(({ atMs }) => nowMs - atMs <= rateWindowMs).length;
      return { value, detail: `${value} attempts in the last minute` };
    },
  },
  {
    name: 'duplication_ratio',
    unit: `share of the last ${duplicationWindow} attempts whose output another one gave too`,
    threshold: 0.8,
    measure({ attempts }) {
      const outputs = attempts.flatMap(({ output }) => (output === null ? [] : [output])).slice(-duplicationWindow);
      if (outputs.length < duplicationMinimum) return { value: 0, detail: 'too few attempts to tell' };
      const counts = new Map<string, number>();
      for (const output of outputs) counts.set(output, (counts.get(output) ?? 0) + 1);
      const repeated = outputs.filter((output) => (counts.get(output) ?? 0) > 1).length;
      return {
        value: repeated / outputs.length,
        detail: `${repeated} of ${outputs.length} attempts gave the same output as another`,
      };
    },
  },
  {
    name: 'resource_saturation',
    unit: 'use of the fullest resource, 1 is full',
    threshold: 0.98,
    measure({ resources }) {
      const [fullest] = resources.toSorted((one, other) => other.used - one.used);
      if (fullest === undefined) return { value: 0, detail: 'nothing is measured' };
      return { value: fullest.used, detail: `${fullest.name} is at ${Math.round(fullest.used * 100)} %` };
    },
  },
  {
    name: 'silent_component',
    unit: 'silent components',
    threshold: 1,
    measure({ silent }) {
      const words = silent.map(
        ({ component, silentSeconds, thresholdSeconds, owner }) =>
          `${component} has not succeeded for ${Math.round(silentSeconds)} s (allowed ${thresholdSeconds} s, owner ${owner})`,
      );
      return { value: silent.length, detail: words.join('; ') };
    },
  },
];

export interface Anomaly {
  readonly detector: AnomalyName;
  readonly value: number;
  readonly threshold: number;
  readonly detail: string;
}

/** The detectors that fire. `thresholds` replaces single defaults. */
export function findAnomalies(
  input: AnomalyInput,
  thresholds: Readonly<Partial<Record<AnomalyName, number>>> = {},
): Anomaly[] {
  return anomalyDetectors.flatMap(({ name, threshold: standard, measure }) => {
    const threshold = thresholds[name] ?? standard;
    const { value, detail } = measure(input);
    return value >= threshold ? [{ detector: name, value, threshold, detail }] : [];
  });
}
