import type { z } from 'zod';
import { quoteName } from './candidate.ts';

const mostProblems = 5;
const farthest = 2;

/**
 * What a schema did not accept, one part for each path. `whole` names the document; `example` is a valid one, whose keys are
 * what an unknown key is compared with.
 */
export function explainIssues(error: z.ZodError, whole: string, example: unknown): string {
  return error.issues
    .slice(0, mostProblems)
    .map((issue) => {
      const path = issue.path.length === 0 ? whole : issue.path.join('.');
      if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}`;
      const known = Object.keys(
        Object(issue.path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), example)),
      );
      const keys = issue.keys.map((key) => {
        const nearest = nearestName(key, known);
        return `"${quoteName(key, 60)}"${nearest === undefined ? '' : ` (did you mean "${nearest}"?)`}`;
      });
      return `${path}: unknown ${keys.length === 1 ? 'key' : 'keys'} ${keys.join(', ')}`;
    })
    .join('; ');
}

/** The known name that a typing slip turns into `name`, if there is one. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, 64).toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .toSorted((left, right) => left.distance - right.distance)[0]?.candidate;
}

function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (const [row, letter] of left.split('').entries()) {
    const here = [row + 1];
    for (const [column, other] of right.split('').entries())
      here.push(
        Math.min(
          (here[column] ?? 0) + 1,
          (above[column + 1] ?? 0) + 1,
          (above[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    above = here;
  }
  return above.at(-1) ?? 0;
}
