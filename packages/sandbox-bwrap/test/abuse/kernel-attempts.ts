import { findArchitecture } from '../../src/core/seccomp/architecture.ts';
import type { Attempt } from './attempt.ts';

const numbers = findArchitecture(process.arch)?.numbers ?? new Map<string, number>();

/** Refusals: EPERM, EACCES, ENOSYS. Any other errno means that the kernel went to work on our arguments. */
function systemCall(id: string, name: string, ...args: readonly (number | string)[]): Attempt {
  // Perl hands a string over as a pointer only when it may be written to.
  const strings = args.filter((word) => typeof word === 'string' && word.startsWith('"'));
  const words = args.map((word) => (strings.includes(word) ? `$s[${strings.indexOf(word)}]` : word));
  const code =
    `@s = (${strings.join(', ')}); $p = "\\0" x 4096; $t = pack("q2", 0, 5000000); $r = syscall(${[numbers.get(name) ?? -1, ...words].join(', ')}); $e = $! + 0; ` +
    'print(($r >= 0 || ($e != 1 && $e != 13 && $e != 38)) ? "BREACH $e\\n" : "HELD $e\\n")';
  return { area: 'kernel', id, script: `perl -e '${code}'` };
}

const bit32 = 4_294_967_296;

/** Calls that reach into the kernel, each with arguments that cannot do anything even where they are let through. */
const calls: readonly (readonly [name: string, ...args: (number | string)[]])[] = [
  ['ptrace', 0x4206, 1, 0, 0],
  ['process_vm_readv', 1, '$p', 0, '$p', 0, 0],
  ['process_vm_writev', 1, '$p', 0, '$p', 0, 0],
  ['io_uring_setup', 1, '$p'],
  ['userfaultfd', 1],
  ['kcmp', 1, 1, 0, 0, 0],
  ['pidfd_getfd', -1, 0, 0],
  ['add_key', '"user"', '"abuse"', '"x"', 1, -2],
  ['request_key', '"user"', '"abuse"', '$p', -2],
  ['keyctl', 0, -3, 1],
  ['name_to_handle_at', -100, '"/"', '$p', '$p', 0],
  ['open_by_handle_at', -1, '$p', 0],
  ['fanotify_init', 0, 0],
  ['bpf', 0, '$p', 0],
  ['perf_event_open', '$p', 0, -1, -1, 0],
  ['init_module', '$p', 0, '""'],
  ['finit_module', -1, '""', 0],
  ['delete_module', '"no_such_module"', 0x800],
  ['kexec_load', 0, 0, '$p', 0xffff],
  ['reboot', 0, 0, 0, '$p'],
  ['swapon', '"/no/such"', 0],
  ['acct', '"/no/such"'],
  ['quotactl', 0, '"/no/such"', 0, '$p'],
  ['syslog', 10, '$p', 0],
  ['sethostname', '"x"', -1],
  ['setdomainname', '"x"', -1],
  ['pivot_root', '"/no/such"', '"/no/such"'],
  ['mount', '"none"', '"/no/such"', '"tmpfs"', 0, '""'],
  ['umount2', '"/no/such"', 0],
  ['move_mount', -1, '""', -1, '""', 0],
  ['open_tree', -100, '"/"', 1],
  ['fsopen', '"tmpfs"', 0],
  ['mount_setattr', -1, '""', 0, '$p', 32],
  ['setns', -1, 0],
  ['unshare', 0x1000_0000],
  ['unshare', 0x2_0000],
  ['unshare', 0x4000_0000],
  ['clone', 0x1000_0011, 0, 0, 0, 0],
  ['clone3', '$p', 88],
  ['chroot', '"/"'],
  ['move_pages', 0, 0, '$p', '$p', '$p', 0],
  ['mbind', 0, 0, 99, 0, 0, 0],
  ['settimeofday', '$t', 0],
  ['clock_settime', 99, '$p'],
  ['vhangup'],
  ['personality', 0x4_0000],
  ['mknodat', -100, '"/scratch/device"', 0x2180, 259],
  ['lookup_dcookie', 0, '$p', 0],
];

const sockets: readonly (readonly [name: string, family: number, type: number, protocol: number])[] = [
  ['virtual machine', 40, 1, 0],
  ['raw packet', 17, 3, 0x0300],
  ['kernel crypto', 38, 5, 0],
  ['kernel connection multiplexer', 41, 5, 0],
  ['audit netlink', 16, 3, 9],
  ['netfilter netlink', 16, 3, 12],
  ['uevent netlink', 16, 3, 15],
  ['bluetooth', 31, 3, 1],
  ['CAN bus', 29, 3, 1],
  ['express data path', 44, 3, 0],
  ['raw internet', 2, 3, 1],
];

/** A forked child of a breached clone must not run the rest of the script twice; its word counts as well. */
export const kernelAttempts: readonly Attempt[] = [
  ...calls.map(([name, ...args], index) => systemCall(`${name} ${index}`, name, ...args)),
  ...sockets.flatMap(([name, family, type, protocol]) => [
    systemCall(`${name} socket`, 'socket', family, type, protocol),
    systemCall(`${name} socket with bit 32 set`, 'socket', family + bit32, type, protocol),
  ]),
  systemCall('type into the terminal', 'ioctl', 0, 0x5412, '$p'),
  systemCall('type into the terminal with bit 32 set', 'ioctl', 0, 0x5412 + bit32, '$p'),
  systemCall('paste into the console', 'ioctl', 0, 0x541c, '$p'),
  systemCall('namespace by clone with bit 32 set', 'clone', 0x1000_0011 + bit32, 0, 0, 0, 0),
  systemCall('personality with bit 32 set', 'personality', 0x4_0000 + bit32),
];
