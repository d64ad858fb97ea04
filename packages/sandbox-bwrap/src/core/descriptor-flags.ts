const closeOnExec = 0o2000000;

/** True when a /proc/self/fdinfo text describes a descriptor that a new program would inherit. */
export function isInherited(fdinfoText: string): boolean {
  const [, flags] = /^flags:\s*([0-7]+)$/m.exec(fdinfoText) ?? [];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}
