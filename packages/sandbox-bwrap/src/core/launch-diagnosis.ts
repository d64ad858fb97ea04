import { starterFailure } from './starter/starter-program.ts';

/** What is known about a launch that failed before the payload ran. */
export interface LaunchFailure {
  /** What the launcher printed; it names host paths and is never shown as it is. */
  readonly launcherText: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly path: string;
  readonly signal: string | null;
  /** The launcher's own exit code. */
  readonly launcherCode: number | null;
}

interface Diagnosis {
  readonly pattern: RegExp;
  readonly explain: (failure: LaunchFailure) => string;
}

const namespacesBlocked =
  'This host does not let an ordinary process make user namespaces. Allow them: set kernel.unprivileged_userns_clone=1 ' +
  '(Debian), kernel.apparmor_restrict_unprivileged_userns=0 or an AppArmor profile for bwrap (Ubuntu), or start the ' +
  'surrounding container with a seccomp and AppArmor profile that permits them.';

const diagnoses: readonly Diagnosis[] = [
  {
    pattern: /execvp .*: No such file or directory/,
    explain: ({ command, path }) =>
      `The program ${quote(command[0])} was not found inside the sandbox (PATH ${quote(path)}). ` +
      'Name a program below /usr, or mount it with policy.readOnly.',
  },
  {
    pattern: /execvp .*: Permission denied/,
    explain: ({ command }) =>
      `The program ${quote(command[0])} may not be executed inside the sandbox. ` +
      'It must be a regular file that others may read and execute.',
  },
  {
    pattern: /execvp .*: Exec format error/,
    explain: ({ command }) => `The file ${quote(command[0])} is not a program for this machine.`,
  },
  {
    pattern: /execvp .*: (Argument list too long)/,
    explain: () =>
      'Command and environment together are too long for one process; pass the bulk through files or stdin.',
  },
  {
    pattern: /Can't chdir to/,
    explain: ({ cwd }) =>
      `The working directory ${quote(cwd)} does not exist inside the sandbox. Set policy.cwd to one that does.`,
  },
  {
    pattern: /new namespace|setting up uid map|uid_map|unshare|RTM_NEWADDR|user namespace/i,
    explain: () => namespacesBlocked,
  },
  {
    pattern: /Can't mount proc|mount proc/i,
    explain: () =>
      'A fresh /proc could not be mounted: the surrounding container masks parts of its own. ' +
      'Start that container with unmasked /proc (Docker: --security-opt systempaths=unconfined).',
  },
  {
    pattern: /make \/ slave|Failed to make/i,
    explain: () =>
      'Mounts may not be changed here; the surrounding container forbids it. Grant it the right to mount in a user namespace.',
  },
  {
    pattern: /Can't find source path|Can't get type of source/,
    explain: () =>
      "A policy.readOnly source vanished or is not reachable for the sandbox's user while the sandbox was built.",
  },
  {
    pattern: /Can't create file|Can't mkdir|Can't make|Read-only file system/,
    explain: () =>
      'A mount point could not be made inside the sandbox. Below a read-only folder it must already exist in that folder.',
  },
  {
    pattern: /Unknown option|setuid mode|--disable-userns/,
    explain: () =>
      'The installed Bubblewrap is too old or set-uid. Version 0.8.0 or newer without the set-uid bit is needed.',
  },
  {
    pattern: /SECCOMP/,
    explain: () =>
      'This kernel cannot filter system calls (CONFIG_SECCOMP_FILTER), and no sandbox runs without a filter.',
  },
  {
    pattern: /Resource temporarily unavailable/,
    explain: () =>
      'The host refused another process for the sandbox. Run fewer sandboxes at once or raise the process limit.',
  },
  {
    pattern: /prlimit: /,
    explain: () =>
      'The resource limits could not be lowered by prlimit. Its hard limits may already be below what is needed.',
  },
];

/** One readable sentence or two on why the sandbox could not be started and what to do. */
export function diagnoseLaunch(failure: LaunchFailure): string {
  const match = diagnoses.find(({ pattern }) => pattern.test(failure.launcherText));
  if (match !== undefined) return match.explain(failure);
  if (failure.launcherCode === starterFailure && failure.launcherText === '') {
    return (
      "The launcher could not enter the run's control groups, lower its limits or execute Bubblewrap, so nothing was run. " +
      'Was Bubblewrap removed or a hard limit lowered while this process was running? Start it again and run probeSandbox().'
    );
  }
  if (failure.signal !== null) {
    return `The sandbox was ended from outside by ${failure.signal} before it could report how the command ended.`;
  }
  return 'Bubblewrap could not build the sandbox and gave no known reason. Run probeSandbox() to see what this host lacks.';
}

function quote(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 200));
}
