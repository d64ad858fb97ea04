import type { DescriptorAllocator } from './descriptor-plan.ts';
import type { HostLayout } from './host-layout.ts';
import type { ResolvedMount } from './mount.ts';
import type { SandboxFile } from './request.ts';
import { syntheticFiles } from './synthetic-files.ts';

/** Everything the payload's root directory is built from. */
export interface RootViewInput {
  readonly host: HostLayout;
  readonly scratchBytes: number;
  readonly tmpBytes: number;
  readonly mounts: readonly ResolvedMount[];
  readonly files: readonly SandboxFile[];
}

const sharedMemoryBytes = 67_108_864;

/** Bubblewrap options that build the root from nothing; read-only at the end except /scratch, /tmp, /var/tmp, /dev/shm. */
export function rootViewOptions(input: RootViewInput, descriptors: DescriptorAllocator): readonly string[] {
  return [
    ...systemOptions(input.host, descriptors),
    ...kernelOptions(input.host),
    ...tmpfsOptions('/tmp', '1777', input.tmpBytes),
    ...tmpfsOptions('/var/tmp', '1777', input.tmpBytes),
    ...tmpfsOptions('/scratch', '0700', input.scratchBytes),
    ...requestedOptions(input.mounts, input.files, descriptors),
    '--remount-ro',
    '/',
  ];
}

function systemOptions(host: HostLayout, descriptors: DescriptorAllocator): readonly string[] {
  return [
    '--ro-bind',
    '/usr',
    '/usr',
    ...host.topLevel.flatMap(({ path, linkTarget }) =>
      linkTarget === null ? ['--ro-bind', path, path] : ['--symlink', linkTarget, path],
    ),
    '--perms',
    '0755',
    '--dir',
    '/etc',
    ...host.systemFiles.flatMap((path) => ['--ro-bind', path, path]),
    ...Object.entries(syntheticFiles).flatMap(([to, bytes]) => [
      '--perms',
      '0444',
      '--file',
      descriptors.add({ kind: 'constant', bytes }),
      to,
    ]),
  ];
}

/** /proc/sys is writable for a kernel root even without capabilities, hence the bind over itself. */
function kernelOptions(host: HostLayout): readonly string[] {
  return [
    '--proc',
    '/proc',
    '--ro-bind',
    '/proc/sys',
    '/proc/sys',
    // A read-only bind is also nodev: opening the null device through it is refused.
    ...host.maskedProc.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    '--dev',
    '/dev',
    ...tmpfsOptions('/dev/shm', '1777', sharedMemoryBytes),
    '--remount-ro',
    '/dev',
  ];
}

function tmpfsOptions(path: string, mode: string, bytes: number): readonly string[] {
  return ['--perms', mode, '--size', String(bytes), '--tmpfs', path];
}

function requestedOptions(
  mounts: readonly ResolvedMount[],
  files: readonly SandboxFile[],
  descriptors: DescriptorAllocator,
): readonly string[] {
  const placed = [
    ...mounts.map((mount) => ({
      to: mount.to,
      options: () =>
        mount.delivery === 'bind'
          ? ['--ro-bind', mount.from, mount.to]
          : dataOptions(descriptors.add({ kind: 'host-file', path: mount.from }), mount.to),
    })),
    ...files.map((file) => ({
      to: file.to,
      options: () => dataOptions(descriptors.add({ kind: 'bytes', bytes: file.content }), file.to),
    })),
  ];
  // Parents first, or a later mount would hide an earlier one below it.
  return placed.toSorted((left, right) => (left.to < right.to ? -1 : 1)).flatMap(({ options }) => options());
}

/** 0555: a delivered file may be a program, and read-only either way. */
function dataOptions(descriptor: string, to: string): readonly string[] {
  return ['--perms', '0555', '--ro-bind-data', descriptor, to];
}
