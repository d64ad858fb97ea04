/** The version in the output of `bwrap --version`, or null. */
export function parseBwrapVersion(text: string): string | null {
  return /^bubblewrap (\d+\.\d+(?:\.\d+)?)/m.exec(text)?.[1] ?? null;
}

/** True when dotted number `version` is below `floor`. */
export function isBelow(version: string, floor: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of floor.split('.').map(Number).entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
