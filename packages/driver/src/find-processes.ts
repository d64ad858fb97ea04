import { readdirSync, readFileSync } from 'node:fs';
import { readProcessStat } from './process-identity.ts';

const runKeyVariable = 'MACHINIST_RUN_KEY';

/** Marks all processes of one attempt through their environment. Keys of drivers around this one stay: theirs it is too. */
export function markWithRunKey(env: Readonly<Record<string, string>>, runKey: string): Record<string, string> {
  const outer = env[runKeyVariable];
  return { ...env, [runKeyVariable]: outer === undefined ? runKey : `${outer},${runKey}` };
}

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
  return processIds().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return readRunKeys(pid).includes(runKey) && readProcessStat(pid)?.alive === true;
    } catch {
      return false;
    }
  });
}

function readRunKeys(pid: number): string[] {
  const prefix = `${runKeyVariable}=`;
  const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  const marked = variables.find((variable) => variable.startsWith(prefix));
  return marked === undefined ? [] : marked.slice(prefix.length).split(',');
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}
