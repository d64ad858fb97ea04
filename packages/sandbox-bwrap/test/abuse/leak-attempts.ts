import { whenPrints, whenSucceeds } from './attempt.ts';
import type { Attempt } from './attempt.ts';

/** The marker both harnesses carry in their environment. */
export const secret = 'hush-abuse-4711';

/** Attempts to learn about the harness or the host. */
export const leakAttempts: readonly Attempt[] = [
  whenPrints('leak', 'secret in the own environment', `env | grep ${secret}`),
  whenPrints('leak', 'secret in any environment', `cat /proc/[0-9]*/environ | grep -a ${secret}`),
  whenPrints(
    'leak',
    'host paths in command lines',
    'cat /proc/[0-9]*/cmdline | tr "\\0" "\\n" | grep -a "^--ro-bind\\|^--bind"',
  ),
  whenPrints(
    'leak',
    'descriptors above the standard ones',
    `perl -e 'for (3 .. 260) { print "$_\n" if -e "/proc/self/fd/$_" }'`,
  ),
  whenPrints('leak', 'host processes', 'ls -d /proc/[0-9]* | tail -n +12'),
  whenPrints('leak', 'kernel addresses', 'grep -v "^0000000000000000" /proc/kallsyms | head -1'),
  whenPrints('leak', 'kernel log', 'dmesg'),
  whenPrints('leak', 'kernel message file', 'timeout 1 head -c 1 /proc/kmsg'),
  whenPrints('leak', 'kernel keys', 'cat /proc/keys'),
  whenPrints('leak', 'key users', 'cat /proc/key-users'),
  whenPrints('leak', 'timers', 'cat /proc/timer_list'),
  whenPrints('leak', 'host accounts', 'grep -v "^root:\\|^sandbox:" /etc/passwd'),
  whenPrints('leak', 'host groups', 'grep -v "^root:\\|^sandbox:" /etc/group'),
  whenPrints('leak', 'resolver settings', 'cat /etc/resolv.conf'),
  whenPrints('leak', "file of the host's temporary folder", 'ls -A /tmp'),
  whenPrints('leak', 'shared memory of the host', 'ls -A /dev/shm'),
  whenPrints('leak', 'shared memory segments', 'tail -n +2 /proc/sysvipc/shm; ls /dev/mqueue'),
  whenPrints(
    'leak',
    "mounts of the host's disks beyond /usr",
    'grep -E " /(home|root|etc|var|run|boot)[ /]" /proc/mounts | grep -vE " /(etc/(ld.so.cache|alternatives)|var/tmp) "',
  ),
  whenPrints('leak', 'network addresses', 'tail -n +2 /proc/net/route; grep -v " lo$" /proc/net/if_inet6'),
  whenPrints('leak', 'unix sockets of the host', 'tail -n +2 /proc/net/unix | grep @'),
  whenPrints('leak', 'block devices through sysfs', 'ls /sys/block'),
  whenSucceeds('leak', "the machine's host name", '[ "$(cat /proc/sys/kernel/hostname)" != sandbox ]'),
  whenSucceeds('leak', 'the harness as parent', '[ "$(cut -d" " -f4 /proc/1/stat)" != 0 ]'),
];
