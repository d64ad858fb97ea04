import { starterCalls } from '../core/starter/starter-calls.ts';
import type { StarterTask } from '../core/starter/starter-calls.ts';
import { starterProgram } from '../core/starter/starter-program.ts';
import { keepDescriptors } from './kept-descriptors.ts';
import { openUnnamed } from './unnamed-file.ts';

const kept = keepDescriptors<string>(32);

/** A descriptor of a file without a name that anybody may execute: the starter for `task`, made once. */
export function starterDescriptor(task: StarterTask): number {
  return kept.get(JSON.stringify(task), () => openUnnamed(starterProgram(starterCalls(task)), 0o555));
}
