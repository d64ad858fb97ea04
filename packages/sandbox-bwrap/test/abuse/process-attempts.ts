import { whenPrints, whenSucceeds } from './attempt.ts';
import type { Attempt } from './attempt.ts';

/** Attempts to act on processes outside or to gain rights; `hostPid` is a process of the host. Signal 0 harms nobody. */
export function processAttempts(hostPid: number): readonly Attempt[] {
  return [
    whenSucceeds('process', 'signal a process of the host', `[ ${hostPid} -gt 20 ] && kill -0 ${hostPid}`),
    whenPrints('process', 'read a process of the host', `cat /proc/${hostPid}/cmdline`),
    whenSucceeds('process', 'make a user namespace', 'unshare --user true'),
    whenSucceeds('process', 'make a user namespace as its root', 'unshare --user --map-root-user --mount true'),
    whenSucceeds('process', 'make a network namespace', 'unshare --net true'),
    whenSucceeds('process', 'enter the namespaces of the first process', 'nsenter --target 1 --mount --net true'),
    whenPrints('process', 'hold a capability', 'grep "^Cap[A-Za-z]*:.*[1-9a-f]" /proc/self/status'),
    whenSucceeds('process', 'run without "no new privileges"', '! grep -q "^NoNewPrivs:.1" /proc/self/status'),
    whenSucceeds('process', 'run without a filter', '! grep -q "^Seccomp:.2" /proc/self/status'),
    whenSucceeds('process', 'be root', '[ "$(id -u)" = 0 ]'),
    whenSucceeds('process', 'become root', `perl -e '$< = 0; $> = 0; exit($> == 0 ? 0 : 1)'`),
    whenSucceeds('process', 'raise a limit', 'ulimit -n 4096'),
    whenSucceeds('process', 'dump core', '[ "$(ulimit -c)" != 0 ]'),
    whenSucceeds('process', 'raise its priority', 'nice -n -5 true 2>&1 | grep -q . && exit 1; nice -n -5 true'),
    whenSucceeds('process', 'escape the killer for memory', 'echo -1000 > /proc/self/oom_score_adj'),
    whenSucceeds('process', 'open a terminal of the harness', 'exec 9<>/dev/tty'),
    whenSucceeds('process', "stay in the harness's session", `[ "$(cut -d" " -f6 /proc/self/stat)" = 0 ]`),
    whenSucceeds('process', "change the machine's host name to what it is", 'hostname "$(hostname)"'),
    whenSucceeds('process', 'reach control groups', 'ls /sys/fs/cgroup/.'),
  ];
}
