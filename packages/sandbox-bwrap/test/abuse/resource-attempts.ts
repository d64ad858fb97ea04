import type { Attempt } from './attempt.ts';

/** A script that uses more than the default policy gives; held when it is stopped before it can say that it worked. */
function resource(id: string, script: string): Attempt {
  return { area: 'resource', id, script };
}

const fill = (directory: string, megabytes: number): string =>
  `dd if=/dev/zero of=${directory}/full bs=1M count=${megabytes} 2>/dev/null; s=$(stat -c %s ${directory}/full 2>/dev/null); ` +
  `rm -f ${directory}/full; [ "\${s:-0}" -ge ${megabytes * 1_048_576} ] && echo BREACH || echo HELD`;

/** Attempts to use more of the machine than the policy allows. Each undoes what it took, also where nothing stops it. */
export const resourceAttempts: readonly Attempt[] = [
  resource(
    'more processes than allowed',
    `perl -e '$n = 0; for (1 .. 200) { $p = fork; last unless defined $p; if (!$p) { sleep 2; exit } $n++ } print($n >= 200 ? "BREACH\\n" : "HELD\\n")'`,
  ),
  resource('more memory than allowed', `perl -e '$x = "a" x 700_000_000; print(length($x) ? "BREACH\\n" : "HELD\\n")'`),
  resource(
    'more memory than allowed, in many processes',
    `perl -e '$n = 0; $m = 80_000_000; for (1 .. 10) { pipe(R, W); $p = fork; last unless defined $p; if (!$p) { $x = "a" x $m; syswrite(W, "x"); sleep 2; exit } close W; push @p, $p; $n++ if sysread(R, $b, 1) } waitpid($_, 1) and $n-- for @p; print($n == 10 ? "BREACH\\n" : "HELD\\n")'`,
  ),
  resource('more than /scratch holds', fill('/scratch', 140)),
  resource('more than /tmp holds', fill('/tmp', 80)),
  resource('more than /var/tmp holds', fill('/var/tmp', 80)),
  resource('more than shared memory holds', fill('/dev/shm', 80)),
  resource(
    'more open files than allowed',
    `perl -e 'for (1 .. 1100) { open($f[$_], "<", "/dev/null") or last; $n = $_ } print($n == 1100 ? "BREACH\\n" : "HELD\\n")'`,
  ),
];
