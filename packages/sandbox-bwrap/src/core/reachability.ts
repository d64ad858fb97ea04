/** What stat says about one path on the way to a source. */
export interface PathStat {
  readonly path: string;
  readonly mode: number;
  readonly isDirectory: boolean;
}

/**
 * The first path on the way (parents first, the source last) that a user with no rights of its own cannot pass or read,
 * or null. Only the mode bits for "others" count.
 */
export function firstUnreachable(chain: readonly PathStat[]): string | null {
  for (const [index, entry] of chain.entries()) {
    const isLast = index === chain.length - 1;
    const needed = isLast ? (entry.isDirectory ? 0o005 : 0o004) : 0o001;
    if ((entry.mode & needed) !== needed) return entry.path;
  }
  return null;
}
