import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Stats } from 'node:fs';
import { isWithin } from '../core/inside-path.ts';
import type { ResolvedMount } from '../core/mount.ts';
import { findMountConflict } from '../core/mount-conflict.ts';
import type { Destination } from '../core/mount-conflict.ts';
import type { SandboxPolicy } from '../core/policy-schema.ts';
import { firstUnreachable } from '../core/reachability.ts';
import type { SandboxFile } from '../core/request.ts';
import { SandboxError } from '../errors.ts';

/** Host trees that hold the kernel's or other programs' sockets and controls rather than files to read. */
const refusedTrees = ['/proc', '/sys', '/dev'];
const refusedPaths = ['/', '/run', '/var/run'];

/**
 * Looks at every `readOnly` source. `asOther` says that the sandbox runs as a user without rights of its own.
 * Throws SandboxError `INVALID_POLICY`, `SOURCE_MISSING` or `SOURCE_UNREACHABLE`.
 */
export function resolveMounts(
  readOnly: SandboxPolicy['readOnly'],
  files: readonly SandboxFile[],
  asOther: boolean,
): readonly ResolvedMount[] {
  const sources = readOnly.map(({ from, to }, index) => ({ ...readSource(from, `readOnly.${index}.from`), to }));
  const destinations: readonly Destination[] = [
    ...sources.map(({ to, isDirectory }, index) => ({ label: `readOnly.${index}.to`, to, isDirectory })),
    ...files.map(({ to }, index) => ({ label: `files.${index}.to`, to, isDirectory: false })),
  ];
  const conflict = findMountConflict(destinations);
  if (conflict !== null) throw new SandboxError('INVALID_POLICY', `Mounts contradict each other: ${conflict}.`);
  for (const destination of destinations) checkMountPoint(destination, sources);
  return sources.map(({ from, to, isDirectory, isFile }) => {
    const blocked = asOther ? firstUnreachable(pathChain(from)) : null;
    if (blocked === null) return { from, to, delivery: 'bind' };
    if (isFile) return { from, to, delivery: 'copy' };
    throw new SandboxError(
      'SOURCE_UNREACHABLE',
      `The read-only source ${from} cannot be reached by the unprivileged user the sandbox runs as: ${blocked} is closed to others. ` +
        `Move it to a place others may enter, or open the way ("chmod o+${isDirectory ? 'rx' : 'r'} ${blocked}").`,
    );
  });
}

interface Source {
  readonly from: string;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
}

function readSource(from: string, label: string): Source {
  let path: string;
  let stats: Stats;
  try {
    path = realpathSync(from);
    stats = statSync(path);
  } catch (cause) {
    throw new SandboxError(
      'SOURCE_MISSING',
      `The read-only source ${from} (${label}) does not exist or cannot be read.`,
      {
        cause,
      },
    );
  }
  if (refusedPaths.includes(path) || refusedTrees.some((tree) => isWithin(path, tree))) {
    throw new SandboxError(
      'INVALID_POLICY',
      `The read-only source ${from} (${label}) would show the host's controls or sockets. Name a folder of files instead.`,
    );
  }
  return { from: path, isDirectory: stats.isDirectory(), isFile: stats.isFile() };
}

/**
 * Below a mounted folder a mount point must be there already, reached without links. Bubblewrap would otherwise make it,
 * following whatever link the folder holds, while the host is still in view (CVE-2026-87766).
 */
function checkMountPoint(destination: Destination, sources: readonly (Source & { readonly to: string })[]): void {
  const outer = sources
    .filter(({ to }) => to !== destination.to && isWithin(destination.to, to))
    .toSorted((left, right) => right.to.length - left.to.length)[0];
  if (outer === undefined) return;
  let path = outer.from;
  const segments = destination.to.slice(outer.to.length + 1).split('/');
  for (const [index, segment] of segments.entries()) {
    path = `${path}/${segment}`;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    const wantsDirectory = index < segments.length - 1 || destination.isDirectory;
    if (stats === undefined || stats.isSymbolicLink() || stats.isDirectory() !== wantsDirectory) {
      throw new SandboxError(
        'INVALID_POLICY',
        `${destination.label} (${destination.to}) lies inside the read-only folder ${outer.to}, but ${path} is not ` +
          `an existing ${wantsDirectory ? 'folder' : 'file'} (links do not count). Create it there or choose another place.`,
      );
    }
  }
}

function pathChain(path: string): Parameters<typeof firstUnreachable>[0] {
  const paths = [path];
  while (paths[0] !== undefined && paths[0] !== '/') paths.unshift(dirname(paths[0]));
  return paths.map((entry) => {
    const stats = statSync(entry);
    return { path: entry, mode: stats.mode, isDirectory: stats.isDirectory() };
  });
}
