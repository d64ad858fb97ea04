/** What the kernel does with a system call: SECCOMP_RET_ values of linux/seccomp.h. */
export const filterAction = {
  allow: 0x7fff_0000,
  log: 0x7ffc_0000,
  trap: 0x0003_0000,
  killProcess: 0x8000_0000,
  errno: (code: number): number => 0x0005_0000 + code,
} as const;

/** Error numbers programs know what to do with. */
export const errnoCode = { notPermitted: 1, noSuchCall: 38 } as const;

/** A filter's answer in words: `allow`, `errno 1`, `kill`. */
export function describeAction(action: number): string {
  if (action === filterAction.allow) return 'allow';
  if (action === filterAction.log) return 'log';
  if (action === filterAction.killProcess) return 'kill';
  return (action & 0x7fff_0000) === 0x0005_0000 ? `errno ${action & 0xffff}` : 'trap';
}
