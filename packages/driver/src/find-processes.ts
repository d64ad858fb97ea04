import { readdirSync, readFileSync } from 'node:fs';
import { readProcessStat } from './process-identity.ts';

/** The environment variable that marks every process of one attempt. */
export const runKeyVariable = 'MACHINIST_RUN_KEY';

/** Living members of a process group, as ids that `process.kill` takes. */
export function findGroupMembers(group: number): number[] {
  try {
    process.kill(-group, 0);
  } catch (cause) {
    if (hasCode(cause, 'ESRCH')) return [];
  }
  // Elsewhere the group is signalled as a whole, which a negative id means.
  if (process.platform !== 'linux') return [-group];
  return processIds().filter((pid) => {
    const stat = readProcessStat(pid);
    return stat?.alive === true && stat.group === group;
  });
}

/** Living processes that carry the run key in their environment, in whatever group or session they are. Linux only. */
export function findByRunKey(runKey: string): number[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${runKeyVariable}=${runKey}`;
  return processIds().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted) &&
        readProcessStat(pid)?.alive === true
      );
    } catch {
      return false;
    }
  });
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}
