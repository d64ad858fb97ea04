import { readFileSync, statfsSync } from 'node:fs';
import type { ResourceSample } from '../core/anomaly-detectors.ts';
import type { HealthPolicy } from '../core/health-manifest.ts';

/** With less room than this a driver cannot be sure to write what it must. */
const neededBytes = 50 * 1024 * 1024;

/** How full disk, memory and the goal's own sensors are. What cannot be read is not measured. */
export function readResources(
  folder: string,
  sensors: HealthPolicy['sensors'],
  resolvePath: (path: string) => string,
): ResourceSample[] {
  return [
    ...sample('disk', () => {
      const { bavail, bsize } = statfsSync(folder);
      return neededBytes / Math.max(1, bavail * bsize);
    }),
    ...sample('memory', () => {
      const text = readFileSync('/proc/meminfo', 'latin1');
      const total = Number(/^MemTotal:\s+(\d+)/m.exec(text)?.[1]);
      const available = Number(/^MemAvailable:\s+(\d+)/m.exec(text)?.[1]);
      return 1 - available / total;
    }),
    ...sensors.flatMap(({ name, file, limit }) =>
      sample(name, () => Number.parseFloat(readFileSync(resolvePath(file), 'latin1').slice(0, 100)) / limit),
    ),
  ];
}

function sample(name: string, read: () => number): ResourceSample[] {
  try {
    const used = read();
    return Number.isFinite(used) ? [{ name, used }] : [];
  } catch {
    return [];
  }
}
