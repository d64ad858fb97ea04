import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseBwrapVersion } from './core/bwrap-version.ts';
import {
  checkEnforcement,
  checkKernelSettings,
  checkSeccomp,
  checkStarter,
  checkVersion,
} from './core/probe-report.ts';
import type { ProbeCheck, ProbeReport } from './core/probe-report.ts';
import { findArchitecture } from './core/seccomp/architecture.ts';
import { SandboxError } from './errors.ts';
import { canRunPrograms } from './host/can-run-programs.ts';
import { findLaunchers } from './host/find-launchers.ts';
import { readText } from './host/read-text.ts';
import { hashFilter, seccompFilter } from './host/seccomp-filter.ts';
import { acquireLaunchUser } from './host/user-slot.ts';
import { hostEnforcement } from './launch/prepare-run.ts';
import { runSandboxed } from './run-sandboxed.ts';

const execute = promisify(execFile);

/** Finds out, by trying, whether sandboxes work here and how their limits are enforced. Never throws. */
export async function probeSandbox(): Promise<ProbeReport> {
  let bwrap: string;
  try {
    bwrap = findLaunchers().bwrap;
  } catch (error) {
    return { usable: false, bwrapVersion: null, checks: [{ id: 'bwrap', status: 'error', ...splitRemedy(error) }] };
  }
  const bwrapVersion = await readVersion(bwrap);
  const checks: readonly ProbeCheck[] = [
    { id: 'bwrap', status: 'ok', message: `Found at ${bwrap}.` },
    checkVersion(bwrapVersion),
    checkKernelSettings(
      [
        'kernel.unprivileged_userns_clone',
        'kernel.apparmor_restrict_unprivileged_userns',
        'user.max_user_namespaces',
      ].map((name) => ({ name, value: readText(`/proc/sys/${name.replaceAll('.', '/')}`) })),
    ),
    await checkLaunch(),
    ...checkEnforcement(hostEnforcement()),
    checkStarter(usesStarter(), process.arch),
    checkSeccomp(
      findArchitecture(process.arch) === null
        ? { problem: `No filter can be made for ${process.arch}.` }
        : { hash: hashFilter(seccompFilter('strict')) },
    ),
  ];
  return { usable: checks.every(({ status }) => status !== 'error'), bwrapVersion, checks };
}

function usesStarter(): boolean {
  try {
    const user = acquireLaunchUser();
    user.release();
    return canRunPrograms(user.id);
  } catch {
    // The launch check says why.
    return false;
  }
}

async function readVersion(bwrap: string): Promise<string | null> {
  try {
    return parseBwrapVersion((await execute(bwrap, ['--version'], { env: {}, timeout: 5000 })).stdout);
  } catch {
    return null;
  }
}

/** A sandbox that proves from inside that it is one: alone in its pid namespace, with a /proc of its own. */
async function checkLaunch(): Promise<ProbeCheck> {
  try {
    const result = await runSandboxed({ command: ['/usr/bin/readlink', '/proc/self'] });
    if (result.status === 'exit' && result.exitCode === 0 && Number(result.stdout) < 10) {
      return { id: 'launch', status: 'ok', message: `A sandbox was started and left in ${result.wallMs} ms.` };
    }
    return {
      id: 'launch',
      status: 'error',
      ...splitRemedy(result.launchError ?? `The trial run ended with ${result.status}.`),
    };
  } catch (error) {
    return { id: 'launch', status: 'error', ...splitRemedy(error) };
  }
}

/** Our messages say what is wrong first and what to do after that. */
function splitRemedy(problem: unknown): { readonly message: string; readonly remedy?: string } {
  const text = SandboxError.isInstance(problem) ? problem.message : String(problem);
  const [, message, remedy] = /^(.*?\.) (.+)$/s.exec(text) ?? [];
  return message === undefined || remedy === undefined ? { message: text } : { message, remedy };
}
