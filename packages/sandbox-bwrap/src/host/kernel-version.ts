import { release } from 'node:os';
import type { KernelVersion } from '../core/seccomp/resolve-profile.ts';

/** The running kernel's version. */
export function kernelVersion(): KernelVersion {
  const [major = 0, minor = 0] = release()
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  return [major, minor];
}
