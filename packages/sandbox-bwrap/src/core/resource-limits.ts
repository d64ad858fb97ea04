import type { SandboxPolicy } from './policy-schema.ts';

/** How memory, processes and CPU time of a run are bounded and measured. */
export type EnforcementMode = 'cgroup-v1' | 'cgroup-v2' | 'polling';

/** What the resource limits depend on besides the policy. */
export interface ResourceLimitInput {
  readonly policy: Pick<SandboxPolicy, 'cpuMs' | 'fileBytes' | 'memoryBytes' | 'pids'>;
  readonly memoryMode: EnforcementMode;
  /** True when the run has a user number of its own, so that counting that user's processes counts the run's. */
  readonly hasOwnUser: boolean;
  /** Hard limits of the harness by prlimit name; a limit can only be lowered. */
  readonly hardLimits: Readonly<Record<string, number>>;
}

/** Per-process limits by their `prlimit` name. */
export type ResourceLimits = Readonly<Record<string, number>>;

const openFilesMax = 1024;
/** Bubblewrap's two processes plus room for a predecessor's processes that the kernel has not let go yet. */
const processSlack = 8;
const dataSlackBytes = 1024 * 1024 * 1024;

/** The limits set on top of everything else. Never RLIMIT_AS: reserving address space is how Node starts. */
export function resourceLimits(input: ResourceLimitInput): ResourceLimits {
  const { policy, memoryMode, hasOwnUser, hardLimits } = input;
  const wanted: Record<string, number> = { core: 0, nofile: openFilesMax };
  if (policy.fileBytes !== null) wanted['fsize'] = policy.fileBytes;
  if (policy.cpuMs !== null) wanted['cpu'] = Math.ceil(policy.cpuMs / 1000) + 1;
  if (policy.pids !== null && hasOwnUser) wanted['nproc'] = policy.pids + processSlack;
  if (policy.memoryBytes !== null && memoryMode === 'polling') wanted['data'] = policy.memoryBytes + dataSlackBytes;
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, Math.min(value, hardLimits[name] ?? Infinity)]),
  );
}

/** The words before the program in `prlimit --core=0 ... program`. */
export function prlimitOptions(limits: ResourceLimits): readonly string[] {
  return Object.entries(limits).map(([name, value]) => `--${name}=${value}`);
}

const procNames: Readonly<Record<string, string>> = {
  core: 'Max core file size',
  nofile: 'Max open files',
  fsize: 'Max file size',
  cpu: 'Max cpu time',
  nproc: 'Max processes',
  data: 'Max data size',
};

/** Hard limits out of the text of /proc/self/limits; unlimited ones are left out. */
export function parseHardLimits(text: string): Readonly<Record<string, number>> {
  const limits: Record<string, number> = {};
  for (const [name, title] of Object.entries(procNames)) {
    const line = text.split('\n').find((candidate) => candidate.startsWith(title));
    const hard = line?.slice(title.length).trim().split(/\s+/)[1];
    if (hard !== undefined && /^\d+$/.test(hard)) limits[name] = Number(hard);
  }
  return limits;
}
