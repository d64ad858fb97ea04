import { parseHardLimits } from '../core/resource-limits.ts';
import { readText } from './read-text.ts';

let cached: Readonly<Record<string, number>> | undefined;

/** This process's own hard limits, read once: a limit that cannot be set later fails the launch, never the protection. */
export function hardLimits(): Readonly<Record<string, number>> {
  cached ??= parseHardLimits(readText('/proc/self/limits') ?? '');
  return cached;
}
