import type { ProfileInput } from './profile-schema.ts';

/** Calls that programs make for files, memory, time, processes, signals and messages of their own. */
const ordinaryCalls = `
  accept accept4 access adjtimex alarm arch_prctl bind brk capget capset chdir chmod chown clock_getres clock_gettime
  clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
  epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64
  fallocate fchdir fchmod fchmodat fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fork fremovexattr
  fsetxattr fstat fstatfs fsync ftruncate futex futex_waitv futimesat get_robust_list get_thread_area getcpu getcwd
  getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority
  getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr
  inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_setup
  io_submit ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lgetxattr
  link linkat listen listxattr llistxattr lremovexattr lseek lsetxattr lstat madvise membarrier memfd_create
  memfd_secret mincore mkdir mkdirat mlock mlock2 mlockall mmap mprotect mq_getsetattr mq_notify mq_open mq_timedreceive
  mq_timedsend mq_unlink mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat open
  openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl
  pread64 preadv preadv2 prlimit64 process_madvise process_mrelease pselect6 pwrite64 pwritev pwritev2 read readahead
  readlink readlinkat readv recvfrom recvmmsg recvmsg remap_file_pages removexattr rename renameat renameat2
  restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
  rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
  sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam
  sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop sendfile sendmmsg sendmsg sendto
  set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority
  setregid setresgid setresuid setreuid setrlimit setsid setsockopt setuid setxattr shmat shmctl shmdt shmget shutdown
  sigaltstack signalfd signalfd4 splice stat statfs statx symlink symlinkat sync sync_file_range syncfs sysinfo tee
  tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime
  timerfd_settime times tkill truncate umask uname unlink unlinkat utime utimensat utimes vfork vmsplice wait4 waitid
  write writev
`;

/** A personality that only changes how memory is laid out or names the kernel's version; the last asks. */
const harmlessPersonalities = [0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff];
const namespaceFlags = 0x7e02_0000;
const fileTypeMask = 0o170_000;
const regularFile = 0o100_000;
const namedPipe = 0o010_000;
const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
const terminalInjection = [0x5412, 0x541c];

type Rules = NonNullable<ProfileInput['syscalls']>;
type Rule = Rules[number];
type Test = NonNullable<Rule['args']>[number];

const equals = (index: number, value: number): Test => ({ index, value, op: 'SCMP_CMP_EQ' });
const masked = (index: number, value: number, valueTwo: number): Test => ({
  index,
  value,
  valueTwo,
  op: 'SCMP_CMP_MASKED_EQ',
});
const allow = (name: string, ...args: readonly Test[]): Rule => ({
  names: [name],
  action: 'SCMP_ACT_ALLOW',
  args: [...args],
});

const withArguments: Rules = [
  allow('clone', masked(0, namespaceFlags, 0)),
  // Its flags lie in memory where a filter cannot look; C libraries then fall back to clone.
  { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
  allow('ioctl'),
  ...terminalInjection.map((request): Rule => ({
    names: ['ioctl'],
    action: 'SCMP_ACT_ERRNO',
    args: [equals(1, request)],
  })),
  ...harmlessPersonalities.map((value) => allow('personality', equals(0, value))),
  ...[regularFile, namedPipe].flatMap((type) => [
    allow('mknod', masked(1, fileTypeMask, type)),
    allow('mknodat', masked(2, fileTypeMask, type)),
  ]),
  ...[family.unix, family.inet, family.inet6].map((value) => allow('socket', equals(0, value))),
  // Protocol 0 lists network devices, which programs do at start; the others talk to the kernel's subsystems.
  allow('socket', equals(0, family.netlink), equals(2, 0)),
  allow('socketpair', equals(0, family.unix)),
];

/** The default filter: what ordinary programs need, and an error they can handle for the rest. */
export const strictProfile: ProfileInput = {
  defaultAction: 'SCMP_ACT_ERRNO',
  syscalls: [{ names: ordinaryCalls.trim().split(/\s+/), action: 'SCMP_ACT_ALLOW' }, ...withArguments],
};
