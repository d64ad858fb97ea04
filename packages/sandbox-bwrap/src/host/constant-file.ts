import { constants, openSync } from 'node:fs';
import { keepDescriptors } from './kept-descriptors.ts';
import { openUnnamed } from './unnamed-file.ts';

const kept = keepDescriptors<string | Uint8Array>(32);

/**
 * A fresh descriptor to read `bytes` from the beginning. They are written once, to a file without a name; each opening
 * has an offset of its own, so that concurrent runs do not read each other's files to the end.
 */
export function openConstant(bytes: string | Uint8Array): number {
  const descriptor = kept.get(bytes, () => openUnnamed(bytes, 0o400));
  return openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY);
}
