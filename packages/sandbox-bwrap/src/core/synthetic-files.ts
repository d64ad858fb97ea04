import type { syntheticPaths } from './inside-path.ts';

/** The user number the payload sees; the kernel knows it by the launching or slot user. */
export const insideUser = 65_534;

/** The host name inside. */
export const insideHostname = 'sandbox';

/** Small stand-ins for the host's /etc, so that look-ups work and tell nothing about the host. */
export const syntheticFiles: Readonly<Record<(typeof syntheticPaths)[number], string>> = {
  '/etc/passwd': `root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nsandbox:x:${insideUser}:${insideUser}:sandbox:/tmp:/bin/sh\n`,
  '/etc/group': `root:x:0:\nsandbox:x:${insideUser}:\n`,
  '/etc/hosts': `127.0.0.1 localhost ${insideHostname}\n::1 localhost ${insideHostname}\n`,
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
};
