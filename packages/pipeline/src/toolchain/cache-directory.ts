import { join } from 'node:path';

/** The parts of the surroundings that decide where the cache lies. */
export interface CacheSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Effective user id. */
  readonly uid: number;
}

/**
 * Where the tool chain is laid out unless the caller names a place: `$MACHINIST_CACHE`, else `/var/cache/machinist` for root,
 * else `$XDG_CACHE_HOME/machinist`, else `~/.cache/machinist`.
 */
export function defaultCacheDirectory(surroundings: CacheSurroundings): string {
  const { env, homeDirectory, uid } = surroundings;
  const chosen = env['MACHINIST_CACHE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  // Root's sandboxes run under another uid, which cannot see into a 0700 home.
  if (uid === 0) return '/var/cache/machinist';
  const xdgCache = env['XDG_CACHE_HOME'];
  return join(
    xdgCache !== undefined && xdgCache.startsWith('/') ? xdgCache : join(homeDirectory, '.cache'),
    'machinist',
  );
}
