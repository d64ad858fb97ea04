/** The known key a misspelt one most likely meant, or undefined when none is near. */
export function nearestKey(received: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(received.length / 3));
  let nearest: { key: string; distance: number } | undefined;
  for (const key of known) {
    const distance = editDistance(received.toLowerCase().replaceAll('-', '_'), key);
    if (distance <= limit && (nearest === undefined || distance < nearest.distance)) nearest = { key, distance };
  }
  return nearest?.key;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
