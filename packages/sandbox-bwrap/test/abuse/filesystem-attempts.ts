import { whenPrints, whenSucceeds } from './attempt.ts';
import type { Attempt } from './attempt.ts';

const readable = [
  '/etc/shadow',
  '/etc/hostname',
  '/etc/machine-id',
  '/root/.',
  '/home/.',
  '/boot/.',
  '/opt/.',
  '/srv/.',
  '/mnt/.',
  '/media/.',
  '/run/.',
  '/sys/.',
  '/var/log/.',
  '/var/lib/.',
  '/var/cache/.',
  '/etc/ssh/.',
  '/etc/ssl/.',
  '/lost+found',
  '/proc/kcore',
  '/dev/mem',
  '/dev/kmsg',
  '/dev/vda',
  '/dev/sda',
  '/dev/mapper/.',
];

const writable = [
  '/',
  '/usr',
  '/usr/bin',
  '/usr/local',
  '/etc',
  '/dev',
  '/var',
  '/proc',
  '/proc/sys/kernel',
  '/bin',
  '/lib',
];

const settings = [
  'kernel/core_pattern',
  'kernel/hostname',
  'kernel/printk',
  'kernel/modprobe',
  'kernel/sysrq',
  'vm/swappiness',
  'vm/drop_caches',
  'vm/overcommit_memory',
  'net/ipv4/ip_forward',
  'fs/file-max',
  'fs/binfmt_misc/register',
];

/** Attempts to see or change the host's files. Files are opened for writing and never written. */
export const filesystemAttempts: readonly Attempt[] = [
  ...readable.map((path) =>
    path.endsWith('/.')
      ? whenPrints('filesystem', `list ${path.slice(0, -2)}`, `ls -A ${path}`)
      : whenPrints('filesystem', `read ${path}`, `head -c 1 ${path}`),
  ),
  ...writable.map((path) => whenSucceeds('filesystem', `create in ${path}`, `t=${path}/.abuse$$; : > $t && rm -f $t`)),
  ...settings.map((name) =>
    whenSucceeds(
      'filesystem',
      `open /proc/sys/${name} for writing`,
      `[ -e /proc/sys/${name} ] && exec 9>>/proc/sys/${name}`,
    ),
  ),
  whenSucceeds('filesystem', 'open sysrq-trigger for writing', 'exec 9>>/proc/sysrq-trigger'),
  whenSucceeds('filesystem', 'remount /usr writable', 'mount -o remount,rw /usr'),
  whenSucceeds('filesystem', 'mount a tmpfs', 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m'),
  whenSucceeds('filesystem', 'mount over a mask', 'mount --bind /tmp /proc/sys'),
  whenSucceeds('filesystem', 'unmount /proc', 'umount -l /proc'),
  whenSucceeds('filesystem', 'change root', 'chroot / /bin/true'),
  whenSucceeds('filesystem', "leave through the first process's root", 'ls /proc/1/root/root/. /proc/1/root/home/.'),
  whenSucceeds('filesystem', "leave through the first process's directory", 'ls /proc/1/cwd/home/. '),
  whenSucceeds('filesystem', 'make a device', 'mknod /tmp/d b 254 0 && head -c 1 /tmp/d'),
  whenSucceeds('filesystem', 'gain a user by a set-uid program', 'su -c true root </dev/null || sudo -n true'),
  whenSucceeds('filesystem', 'give a file away', ': > /tmp/f && chown 0:0 /tmp/f'),
  whenSucceeds('filesystem', 'write a program that others run', 'exec 9>>/usr/bin/env'),
];
