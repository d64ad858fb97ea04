import { describe, expect, it } from 'vitest';
import { describeAction } from '../../../src/core/seccomp/action.ts';
import { evaluateFilter } from '../../../src/core/seccomp/evaluate-filter.ts';
import { encodeFilter } from '../../../src/core/seccomp/filter-program.ts';
import { policyFilter } from '../../../src/core/seccomp/policy-filter.ts';
import { answer, machine } from './compile.ts';

const bit32 = 1n << 32n;
const kernel = [6, 1] as const;

describe.each(['x64', 'arm64'] as const)('the strict filter on %s', (name) => {
  const architecture = machine(name);
  const program = policyFilter('strict', architecture, kernel);
  const strict = (call: string, ...args: readonly (bigint | number)[]): string =>
    answer(program, architecture, call, ...args);

  it('kills a call made for another machine, whatever its number', () => {
    for (const auditValue of [0x4000_0003, 0xc000_003e, 0xc000_00b7, 0]) {
      const action = evaluateFilter(program, { auditValue, number: 0, args: [] });
      expect(describeAction(action) === 'kill').toBe(auditValue !== architecture.auditValue);
    }
  });

  it('answers "no such call" to numbers newer than its tables', () => {
    for (const number of [451, 462, 1000, 0x3fff_ffff]) {
      const action = evaluateFilter(program, { auditValue: architecture.auditValue, number, args: [] });
      expect(describeAction(action)).toBe('errno 38');
    }
  });

  it.each([
    'read',
    'openat',
    'execve',
    'futex',
    'mmap',
    'exit_group',
    'wait4',
    'getrandom',
    'rseq',
    'statx',
    'prlimit64',
    'mkdirat',
  ])('allows %s', (call) => {
    expect(strict(call)).toBe('allow');
  });

  it.each([
    'ptrace',
    'process_vm_readv',
    'process_vm_writev',
    'io_uring_setup',
    'io_uring_enter',
    'userfaultfd',
    'kcmp',
    'pidfd_getfd',
    'add_key',
    'request_key',
    'keyctl',
    'name_to_handle_at',
    'open_by_handle_at',
    'fanotify_init',
    'fanotify_mark',
    'chroot',
    'sethostname',
    'unshare',
    'setns',
    'mount',
    'umount2',
    'pivot_root',
    'move_mount',
    'open_tree',
    'fsopen',
    'mount_setattr',
    'bpf',
    'perf_event_open',
    'init_module',
    'finit_module',
    'delete_module',
    'kexec_load',
    'reboot',
    'swapon',
    'syslog',
    'settimeofday',
    'clock_settime',
    'acct',
    'quotactl',
    'vhangup',
    'move_pages',
    'migrate_pages',
    'mbind',
  ])('denies %s with an error a program can handle', (call) => {
    expect(strict(call)).toBe('errno 1');
  });

  it('lets threads be made and namespaces not, in either half of the flags', () => {
    const thread = 0x3d_0f00;
    expect(strict('clone', thread)).toBe('allow');
    expect(strict('clone', 17)).toBe('allow');
    for (const flag of [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]) {
      expect(strict('clone', thread | flag)).toBe('errno 1');
      expect(strict('clone', BigInt(flag) | bit32)).toBe('errno 1');
    }
    expect(strict('clone3')).toBe('errno 38');
  });

  it('opens local, internet and device-list sockets and no others, with bit 32 set or not', () => {
    for (const family of [1, 2, 10]) expect(strict('socket', family, 1, 0)).toBe('allow');
    expect(strict('socket', 16, 3, 0)).toBe('allow');
    expect(strict('socket', 16, 3, 9)).toBe('errno 1');
    for (const family of [0, 3, 17, 29, 31, 38, 40, 44]) {
      expect(strict('socket', family, 1, 0)).toBe('errno 1');
      expect(strict('socket', BigInt(family) | bit32, 1, 0)).toBe('errno 1');
    }
    expect(strict('socket', 16, 3, 9n | bit32)).toBe('errno 1');
    expect(strict('socketpair', 1)).toBe('allow');
    expect(strict('socketpair', 40n | bit32)).toBe('errno 1');
  });

  it('refuses to type into a terminal, with bit 32 set or not', () => {
    for (const request of [0x5412, 0x541c]) {
      expect(strict('ioctl', 0, request)).toBe('errno 1');
      expect(strict('ioctl', 0, BigInt(request) | bit32)).toBe('errno 1');
    }
    expect(strict('ioctl', 0, 0x5401)).toBe('allow');
  });

  it('makes pipes and plain files and no devices', () => {
    expect(strict('mknodat', 0, 0, 0o010_644)).toBe('allow');
    expect(strict('mknodat', 0, 0, 0o100_644)).toBe('allow');
    for (const type of [0o020_000, 0o060_000]) expect(strict('mknodat', 0, 0, type | 0o644)).toBe('errno 1');
  });

  it('asks for the personality and does not turn off address randomisation', () => {
    expect(strict('personality', 0xffff_ffff)).toBe('allow');
    expect(strict('personality', 0xffff_ffff_ffff_ffffn)).toBe('allow');
    expect(strict('personality', 0x4_0000)).toBe('errno 1');
  });

  it('fits into what the kernel takes', () => {
    expect(program.length).toBeLessThan(400);
    expect(encodeFilter(program)).toHaveLength(program.length * 8);
  });
});

describe('the second calling convention of x64', () => {
  it('is killed in both filters', () => {
    const x64 = machine('x64');
    for (const choice of ['strict', 'docker'] as const) {
      const program = policyFilter(choice, x64, kernel);
      for (const number of [0x4000_0000, 0x4000_0029, 0xffff_ffff]) {
        expect(describeAction(evaluateFilter(program, { auditValue: x64.auditValue, number, args: [] }))).toBe('kill');
      }
    }
  });
});

describe('the docker filter', () => {
  const x64 = machine('x64');
  const program = policyFilter('docker', x64, kernel);

  it('allows more than the strict one', () => {
    for (const call of ['ptrace', 'process_vm_readv', 'name_to_handle_at'])
      expect(answer(program, x64, call)).toBe('allow');
    expect(answer(program, x64, 'socket', 17, 3, 0)).toBe('allow');
  });

  it('still denies virtual machine sockets, with bit 32 set too', () => {
    expect(answer(program, x64, 'socket', 40, 1, 0)).toBe('errno 1');
    expect(answer(program, x64, 'socket', 40n | bit32, 1, 0)).toBe('errno 1');
  });
});

/** A profile with one rule, refined by `more`. */
function rule(more: Readonly<Record<string, unknown>>) {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 38,
    archMap: [],
    syscalls: [{ names: ['read', 'no_such_call'], action: 'SCMP_ACT_ALLOW', ...more }],
  };
}

function equals(index: number, value: number) {
  return { index, value, op: 'SCMP_CMP_EQ' };
}

describe('a custom profile', () => {
  const x64 = machine('x64');
  const compile = (profile: Readonly<Record<string, unknown>>): ReturnType<typeof policyFilter> =>
    policyFilter(profile, x64, kernel);

  it("is taken in the format of Docker, other machines' calls skipped", () => {
    const program = compile(rule({ comment: 'x', includes: {}, excludes: {} }));
    expect(answer(program, x64, 'read')).toBe('allow');
    expect(answer(program, x64, 'write')).toBe('errno 38');
  });

  it.each([
    ['a capability that a payload never has', { includes: { caps: ['CAP_SYS_ADMIN'] } }, 'errno 38'],
    ['another machine', { includes: { arches: ['s390x'] } }, 'errno 38'],
    ['this machine', { includes: { arches: ['amd64'] } }, 'allow'],
    ['a later kernel', { includes: { minKernel: '6.2' } }, 'errno 38'],
    ['this kernel', { includes: { minKernel: '4.8' } }, 'allow'],
    ['any machine but this', { excludes: { arches: ['amd64'] } }, 'errno 38'],
    ['processes without a capability', { excludes: { caps: ['CAP_SYS_ADMIN'] } }, 'allow'],
  ])('applies a rule for %s accordingly', (_what, more, expected) => {
    expect(answer(compile(rule(more)), x64, 'read')).toBe(expected);
  });

  it('reads several tests of one argument as alternatives and of several arguments as a conjunction', () => {
    const either = compile(rule({ args: [equals(0, 1), equals(0, 2)] }));
    expect([1, 2, 3].map((value) => answer(either, x64, 'read', value))).toEqual(['allow', 'allow', 'errno 38']);
    const both = compile(rule({ args: [equals(0, 1), equals(1, 2)] }));
    expect([answer(both, x64, 'read', 1, 2), answer(both, x64, 'read', 1, 3)]).toEqual(['allow', 'errno 38']);
  });

  it.each([
    ['an unknown action', { ...rule({}), defaultAction: 'SCMP_ACT_MAYBE' }, 'seccomp.defaultAction'],
    ['an action that needs a supervisor', { ...rule({}), defaultAction: 'SCMP_ACT_NOTIFY' }, 'seccomp.defaultAction'],
    [
      'an unknown operator',
      rule({ args: [{ index: 0, value: 1, op: 'SCMP_CMP_ABOUT' }] }),
      'seccomp.syscalls.0.args.0.op',
    ],
    [
      'an argument that does not exist',
      rule({ args: [{ index: 6, value: 1, op: 'SCMP_CMP_EQ' }] }),
      'seccomp.syscalls.0.args.0.index',
    ],
    [
      'a number that has lost digits',
      rule({ args: [{ index: 0, value: 2 ** 60, op: 'SCMP_CMP_EQ' }] }),
      'seccomp.syscalls.0.args.0.value',
    ],
    ['no default', { syscalls: [] }, 'seccomp.defaultAction'],
  ])('with %s is INVALID_POLICY and names the place', (_what, profile, path) => {
    expect(() => compile(profile)).toThrow(
      expect.objectContaining({ code: 'INVALID_POLICY', message: expect.stringContaining(path) }),
    );
  });

  it('that would need too long a program is INVALID_POLICY', () => {
    const syscalls = Array.from({ length: 2000 }, (_unused, value) => ({
      names: ['read'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }],
    }));
    expect(() => compile({ ...rule({}), syscalls })).toThrow(/4096/);
  });
});
