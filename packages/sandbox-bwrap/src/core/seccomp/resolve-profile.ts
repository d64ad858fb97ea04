import { errnoCode, filterAction } from './action.ts';
import type { Architecture } from './architecture.ts';
import type { ArgumentTest, Profile, ProfileRule } from './profile-schema.ts';

/** One alternative for a system call: `action` when all `tests` hold. */
export interface ResolvedRule {
  readonly action: number;
  readonly tests: readonly ArgumentTest[];
}

/** A profile for one machine: rules by system call number, restrictive ones first. */
export interface ResolvedProfile {
  readonly architecture: Architecture;
  readonly defaultAction: number;
  readonly rules: ReadonlyMap<number, readonly ResolvedRule[]>;
}

/** A kernel version as [major, minor]. */
export type KernelVersion = readonly [major: number, minor: number];

/**
 * Picks what applies on this machine to a process without capabilities. Names that this machine does not have are
 * skipped, as profiles name the calls of all machines.
 */
export function resolveProfile(profile: Profile, architecture: Architecture, kernel: KernelVersion): ResolvedProfile {
  const defaultAction = actionValue(profile.defaultAction, profile.defaultErrnoRet);
  const rules = new Map<number, readonly ResolvedRule[]>();
  for (const rule of profile.syscalls.filter((candidate) => applies(candidate, architecture, kernel))) {
    const action = actionValue(rule.action, rule.errnoRet ?? undefined);
    for (const name of rule.names) {
      const number = architecture.numbers.get(name);
      if (number === undefined) continue;
      const added = alternatives(rule.args ?? []).map((tests) => ({ action, tests }));
      rules.set(number, [...(rules.get(number) ?? []), ...added]);
    }
  }
  for (const [number, list] of rules)
    rules.set(
      number,
      list.toSorted((left, right) => rank(left) - rank(right)),
    );
  return { architecture, defaultAction, rules };
}

/** The specification reads several tests of one argument as alternatives and tests of different ones as a conjunction. */
function alternatives(tests: readonly ArgumentTest[]): readonly (readonly ArgumentTest[])[] {
  const repeats = new Set(tests.map(({ index }) => index)).size !== tests.length;
  return repeats ? tests.map((test) => [test]) : [tests];
}

function rank({ action }: ResolvedRule): number {
  return action === filterAction.allow || action === filterAction.log ? 1 : 0;
}

function applies({ includes, excludes }: ProfileRule, { ociName }: Architecture, kernel: KernelVersion): boolean {
  if ((includes?.caps ?? []).length > 0) return false;
  if (includes?.arches !== undefined && includes.arches.length > 0 && !includes.arches.includes(ociName)) return false;
  if (includes?.minKernel !== undefined && !isAtLeast(kernel, includes.minKernel)) return false;
  if (excludes?.arches?.includes(ociName) === true) return false;
  return excludes?.minKernel === undefined || !isAtLeast(kernel, excludes.minKernel);
}

function isAtLeast([major, minor]: KernelVersion, floor: string): boolean {
  const [floorMajor = 0, floorMinor = 0] = floor.split('.').map(Number);
  return major > floorMajor || (major === floorMajor && minor >= floorMinor);
}

function actionValue(name: Profile['defaultAction'], errno: number | undefined): number {
  switch (name) {
    case 'SCMP_ACT_ALLOW':
      return filterAction.allow;
    case 'SCMP_ACT_LOG':
      return filterAction.log;
    case 'SCMP_ACT_ERRNO':
      return filterAction.errno(errno ?? errnoCode.notPermitted);
    case 'SCMP_ACT_TRAP':
      return filterAction.trap;
    // Killing one thread of a program leaves the others in an undefined state; the whole process is safer.
    case 'SCMP_ACT_KILL':
    case 'SCMP_ACT_KILL_THREAD':
    case 'SCMP_ACT_KILL_PROCESS':
      return filterAction.killProcess;
  }
}
