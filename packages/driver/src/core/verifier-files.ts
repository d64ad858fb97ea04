import type { StrictGoal } from './strict-goal-schema.ts';

/** The paths that make up the verifier: those the goal names, else every argument that is a path of the base. */
export function verifierFiles({ verify }: Pick<StrictGoal, 'verify'>, basePaths: readonly string[]): string[] {
  if (verify.files !== undefined) return verify.files;
  const known = new Set(basePaths.flatMap((path) => withFolders(path)));
  return verify.argv.map((word) => word.replace(/^\.\//, '').replace(/\/+$/, '')).filter((word) => known.has(word));
}

function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
