import { readdirSync } from 'node:fs';
import { readText } from '../host/read-text.ts';

/** Host pids of the direct children of a process, all its threads included. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      (readText(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Host pids of a process and everything below it. In a pid namespace orphans fall to its first process, so none is missed. */
export function treeOf(pid: number): readonly number[] {
  const pids = [pid];
  for (let index = 0; index < pids.length; index += 1) pids.push(...childrenOf(pids[index] ?? 0));
  return pids;
}
