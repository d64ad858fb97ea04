/** Depth of nested arrays and objects in a parsed value, 0 for a plain one. Counting stops above `limit`. */
export function measureJsonDepth(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (limit === 0) return 1;
  let deepest = 0;
  for (const member of Object.values(value)) deepest = Math.max(deepest, measureJsonDepth(member, limit - 1));
  return deepest + 1;
}
