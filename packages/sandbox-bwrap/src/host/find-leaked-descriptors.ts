import { readdirSync } from 'node:fs';
import { isInherited } from '../core/descriptor-flags.ts';
import { readText } from './read-text.ts';

/** Descriptors above 2 that a child of this process would inherit. Node closes its own; its parent's may be left. */
export function findLeakedDescriptors(): readonly number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isInherited(readText(`/proc/self/fdinfo/${descriptor}`) ?? ''));
}
