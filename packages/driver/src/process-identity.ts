import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One line of the process table. */
export interface ProcessStat {
  readonly pid: number;
  readonly group: number;
  /** Boot and moment of the start: with the pid it names one process for ever. */
  readonly start: string;
  /** False for a zombie: it has ended and only waits to be noticed. */
  readonly alive: boolean;
}

const onLinux = process.platform === 'linux';
let boot: string | undefined;

/** When the living process with this id began, or null when there is none. */
export function processStart(pid: number): string | null {
  if (!onLinux) return portableStart(pid);
  const stat = readProcessStat(pid);
  return stat?.alive === true ? stat.start : null;
}

/** When a process just started began, even if it has ended meanwhile; empty text when that cannot be told any more. */
export function startOfChild(pid: number): string {
  return (onLinux ? readProcessStat(pid)?.start : portableStart(pid)) ?? '';
}

/** Reads `/proc/PID/stat`; null when there is no such process. Linux only. */
export function readProcessStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name in parentheses may hold anything, so the fields count from the last closing one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const start = fields[19];
  if (state === undefined || start === undefined) return null;
  return { pid, group: Number(group), start: `${bootId()}:${start}`, alive: !/^[ZXx]$/.test(state) };
}

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  return boot;
}

function portableStart(pid: number): string | null {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  const match = /^(\S+)\s+(.+)$/.exec(stdout.trim());
  return match === null || match[1]?.startsWith('Z') === true ? null : (match[2] ?? null);
}
