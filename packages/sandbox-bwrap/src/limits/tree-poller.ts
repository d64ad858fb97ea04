import { cpuTicks, privateBytes, proportionalBytes } from '../core/process-memory.ts';
import { readText } from '../host/read-text.ts';
import type { LimiterEvents } from './create-limiter.ts';
import { treeOf } from './process-tree.ts';

/** Looks at a run's processes every now and then, where no control group does it. */
export interface TreePoller {
  start(childPid: number, events: LimiterEvents): void;
  stop(): void;
  /** What was seen last: lower bounds. Null before the first look. */
  usage(): { readonly cpuMs: number | null; readonly peakBytes: number | null };
}

/** What to look at; null means somebody else does. */
export interface TreePollerInput {
  readonly cpuMs: number | null;
  readonly memoryBytes: number | null;
  readonly readCpuMs: (() => number | null) | null;
}

const intervalMs = 25;
/** The kernel shows times in units of 1/100 s to programs, whatever its own tick. */
const tickMs = 10;

/** Polls only for what it is asked to bound. */
export function createTreePoller(input: TreePollerInput): TreePoller {
  let timer: NodeJS.Timeout | undefined;
  let cpuMs: number | null = null;
  let peakBytes: number | null = null;

  function look(childPid: number, events: LimiterEvents): void {
    if (input.cpuMs !== null) {
      cpuMs = Math.max(cpuMs ?? 0, input.readCpuMs?.() ?? treeCpuMs(childPid));
      if (cpuMs >= input.cpuMs) events.onCpuExceeded();
    }
    if (input.memoryBytes !== null) {
      const bytes = treeBytes(childPid, input.memoryBytes);
      peakBytes = Math.max(peakBytes ?? 0, bytes);
      if (bytes > input.memoryBytes) events.onMemoryExceeded();
    }
  }

  return {
    start(childPid, events) {
      if (input.cpuMs === null && input.memoryBytes === null) return;
      timer = setInterval(look, intervalMs, childPid, events);
    },
    stop: () => clearInterval(timer),
    usage: () => ({ cpuMs, peakBytes }),
  };
}

function treeCpuMs(childPid: number): number {
  return treeOf(childPid).reduce((sum, pid) => sum + cpuTicks(readText(`/proc/${pid}/stat`) ?? '') * tickMs, 0);
}

/** The cheap sum counts shared pages once per process; only when it is too high is the fair one worth its price. */
function treeBytes(childPid: number, limitBytes: number): number {
  const pids = treeOf(childPid);
  const upperBound = pids.reduce((sum, pid) => sum + privateBytes(readText(`/proc/${pid}/status`) ?? ''), 0);
  if (upperBound <= limitBytes) return upperBound;
  const rollups = pids.map((pid) => readText(`/proc/${pid}/smaps_rollup`));
  return rollups.includes(null) ? upperBound : rollups.reduce((sum, text) => sum + proportionalBytes(text ?? ''), 0);
}
