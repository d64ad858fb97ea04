import { isWithin } from './inside-path.ts';

/** What goes to one place inside. */
export interface Destination {
  /** Where the request says so, for messages: `policy.readOnly.0.to`. */
  readonly label: string;
  readonly to: string;
  readonly isDirectory: boolean;
}

/** The first contradiction between destinations (same place twice, something below a file), or null. */
export function findMountConflict(destinations: readonly Destination[]): string | null {
  for (const [index, one] of destinations.entries()) {
    for (const other of destinations.slice(index + 1)) {
      if (one.to === other.to) return `${one.label} and ${other.label} are both ${one.to}; keep one of them`;
      const outer = isWithin(other.to, one.to) ? one : isWithin(one.to, other.to) ? other : null;
      if (outer !== null && !outer.isDirectory) {
        const inner = outer === one ? other : one;
        return `${inner.label} (${inner.to}) lies below ${outer.label} (${outer.to}), which is a file`;
      }
    }
  }
  return null;
}
