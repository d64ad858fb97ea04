/** What the compiler must know of the host; read once by the effect layer. */
export interface HostLayout {
  /** Top-level paths such as /bin and /lib64: links into /usr on merged-usr hosts, else folders (null). */
  readonly topLevel: readonly { readonly path: string; readonly linkTarget: string | null }[];
  /** Host files the view needs and that exist here, such as the loader's cache. */
  readonly systemFiles: readonly string[];
  /** Paths in /proc that tell about the host and exist here: unreadable inside. */
  readonly maskedProc: readonly string[];
}

/** Top-level paths that hold programs and libraries on one distribution or another. */
export const topLevelCandidates = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Parts of /etc that programs need and that hold nothing private. */
export const systemFileCandidates = ['/etc/ld.so.cache', '/etc/alternatives'];

/** Files in /proc that describe or control the host's kernel rather than the sandbox. */
export const maskedProcCandidates = [
  '/proc/kcore',
  '/proc/keys',
  '/proc/key-users',
  '/proc/kallsyms',
  '/proc/kmsg',
  '/proc/timer_list',
  '/proc/sysrq-trigger',
  '/proc/sched_debug',
  '/proc/latency_stats',
];
