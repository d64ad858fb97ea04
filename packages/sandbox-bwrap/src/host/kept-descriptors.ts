import { closeSync } from 'node:fs';

/** Open descriptors by what they stand for; the one not asked for the longest is closed when there are too many. */
export interface KeptDescriptors<Key> {
  get(key: Key, open: () => number): number;
}

/** Keeps at most `count` descriptors open. */
export function keepDescriptors<Key>(count: number): KeptDescriptors<Key> {
  const kept = new Map<Key, number>();
  return {
    get(key, open) {
      const descriptor = kept.get(key) ?? open();
      kept.delete(key);
      kept.set(key, descriptor);
      const [oldest] = kept;
      if (kept.size > count && oldest !== undefined) {
        kept.delete(oldest[0]);
        closeSync(oldest[1]);
      }
      return descriptor;
    },
  };
}
