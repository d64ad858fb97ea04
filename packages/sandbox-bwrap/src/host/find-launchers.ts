import { existsSync } from 'node:fs';
import { SandboxError } from '../errors.ts';
import { findProgram } from './find-program.ts';

/** The two host programs a launch needs, as absolute paths. */
export interface Launchers {
  readonly bwrap: string;
  readonly prlimit: string;
}

/** What to do about a missing Bubblewrap. */
export const installBubblewrap =
  'Install it: "apt-get install bubblewrap" (Debian, Ubuntu), "dnf install bubblewrap" (Fedora), "pacman -S bubblewrap" (Arch)';

let cached: { readonly path: string | undefined; readonly launchers: Launchers } | undefined;

/** Looks once per PATH, and again when what it found is gone. Throws SandboxError `SANDBOX_UNAVAILABLE` when a launcher is missing. */
export function findLaunchers(): Launchers {
  const path = process.env['PATH'];
  if (cached === undefined || cached.path !== path || !existsSync(cached.launchers.bwrap)) {
    cached = { path, launchers: searchLaunchers() };
  }
  return cached.launchers;
}

function searchLaunchers(): Launchers {
  const bwrap = findProgram('bwrap');
  if (bwrap === null) {
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      `Bubblewrap (bwrap) is not on the PATH (${process.env['PATH'] ?? 'unset'}), so nothing was run. ${installBubblewrap}.`,
    );
  }
  const prlimit = findProgram('prlimit', '/usr/bin:/bin:/usr/local/bin');
  if (prlimit === null) {
    throw new SandboxError(
      'SANDBOX_UNAVAILABLE',
      'prlimit is not in /usr/bin, /bin or /usr/local/bin, so nothing was run. Install the package util-linux.',
    );
  }
  return { bwrap, prlimit };
}
