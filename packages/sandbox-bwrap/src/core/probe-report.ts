import { isBelow } from './bwrap-version.ts';
import type { HostEnforcement } from './limit-report.ts';

/** One thing that was looked at. */
export interface ProbeCheck {
  readonly id:
    | 'bwrap'
    | 'bwrap-version'
    | 'kernel-settings'
    | 'launch'
    | 'user'
    | 'memory'
    | 'pids'
    | 'cpu'
    | 'seccomp'
    | 'starter';
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** One thing to do about it. */
  readonly remedy?: string;
}

/** What this host can do. */
export interface ProbeReport {
  /** True when a sandbox was started and did what it should. */
  readonly usable: boolean;
  readonly bwrapVersion: string | null;
  readonly checks: readonly ProbeCheck[];
}

/** Below this, options that every run uses are missing. */
const oldestVersion = '0.8.0';
/** CVE-2026-87766: a link left in a writable folder made a later set-up write on the host. */
const repairedVersion = '0.12.0';

/** Judges the version of Bubblewrap. */
export function checkVersion(version: string | null): ProbeCheck {
  const id = 'bwrap-version';
  if (version === null)
    return {
      id,
      status: 'warning',
      message: 'The version of bwrap could not be read.',
      remedy: `Run "bwrap --version"; it should say ${oldestVersion} or newer.`,
    };
  if (isBelow(version, oldestVersion)) {
    return {
      id,
      status: 'error',
      message: `bwrap ${version} is too old.`,
      remedy: `Install ${oldestVersion} or newer.`,
    };
  }
  if (isBelow(version, repairedVersion)) {
    return {
      id,
      status: 'warning',
      message: `bwrap ${version} may be affected by CVE-2026-87766; runs here give it no writable bind to abuse.`,
      remedy: `Install ${repairedVersion} or newer, or a distribution package with the fix.`,
    };
  }
  return { id, status: 'ok', message: `bwrap ${version}.` };
}

/** A kernel switch that forbids user namespaces; `value` is its text or null where it does not exist. */
export interface KernelSetting {
  readonly name: string;
  readonly value: string | null;
}

/** Judges the kernel switches. Only a warning: whether a sandbox starts is decided by starting one. */
export function checkKernelSettings(settings: readonly KernelSetting[]): ProbeCheck {
  const forbidding: Readonly<Record<string, { readonly value: string; readonly remedy: string }>> = {
    'kernel.unprivileged_userns_clone': { value: '0', remedy: '"sysctl -w kernel.unprivileged_userns_clone=1"' },
    'kernel.apparmor_restrict_unprivileged_userns': {
      value: '1',
      remedy:
        'an AppArmor profile that allows userns for bwrap, or "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"',
    },
    'user.max_user_namespaces': { value: '0', remedy: '"sysctl -w user.max_user_namespaces=15000"' },
  };
  const bad = settings.filter(({ name, value }) => value !== null && value.trim() === forbidding[name]?.value);
  const id = 'kernel-settings';
  if (bad.length === 0) return { id, status: 'ok', message: 'No kernel switch forbids user namespaces.' };
  return {
    id,
    status: 'warning',
    message: `Restricts user namespaces: ${bad.map(({ name, value }) => `${name}=${value?.trim()}`).join(', ')}.`,
    remedy: `If the launch fails: ${bad.map(({ name }) => forbidding[name]?.remedy).join(' and ')}.`,
  };
}

/** Says how launchers get their limits; `isProgram`: by a program made for the run. */
export function checkStarter(isProgram: boolean, architecture: string): ProbeCheck {
  const id = 'starter';
  if (isProgram) return { id, status: 'ok', message: 'Launchers set their limits and enter their groups themselves.' };
  if (architecture !== 'x64') return { id, status: 'ok', message: `On ${architecture} prlimit sets the limits.` };
  return {
    id,
    status: 'warning',
    message:
      'Programs cannot be run out of the temporary folder, so prlimit sets the limits and each run takes longer.',
    remedy: 'Set TMPDIR to a folder whose file system is not mounted noexec.',
  };
}

/** Judges whether a filter can be made for this machine. */
export function checkSeccomp(filter: { readonly hash: string } | { readonly problem: string }): ProbeCheck {
  const id = 'seccomp';
  if ('hash' in filter) {
    return { id, status: 'ok', message: `System calls are filtered; the strict filter here is ${filter.hash}.` };
  }
  return { id, status: 'error', message: filter.problem, remedy: 'Use an x64 or arm64 machine.' };
}

/** Says how runs will be bounded. */
export function checkEnforcement(host: HostEnforcement): readonly ProbeCheck[] {
  const remedy =
    'Run as root with writable cgroups, or give this process a delegated cgroup that passes memory and pids down.';
  const check = (id: 'cpu' | 'memory' | 'pids', mode: string): ProbeCheck =>
    mode.startsWith('cgroup')
      ? { id, status: 'ok', message: `Bounded by ${mode}.` }
      : { id, status: 'warning', message: `No usable control group; bounded by ${mode}.`, remedy };
  return [
    {
      id: 'user',
      status: 'ok',
      message:
        host.user === 'slot'
          ? 'Started as root: each run gets an unprivileged user number of its own.'
          : 'Started as an ordinary user: runs belong to that user.',
    },
    check('memory', host.memory),
    check('pids', host.pids),
    check('cpu', host.cpu),
  ];
}
