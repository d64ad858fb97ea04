import type { Head } from './head-schema.ts';

/** A tool that fits a query; a higher score fits better. */
export interface SearchHit {
  readonly head: Head;
  readonly score: number;
}

const weights = { id: 8, idWord: 4, tag: 3, description: 1, deprecated: 0.5 } as const;

/**
 * Tools in which every word of the query is found in id, tags or description, best first. Tools whose every version is
 * yanked are left out; deprecated ones come later than their like.
 */
export function searchHeads(heads: readonly Head[], query: string): SearchHit[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  return heads
    .filter((head) => head.versions[head.latest]?.status === 'promoted')
    .map((head) => ({ head, score: scoreOf(head, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score || (left.head.toolId < right.head.toolId ? -1 : 1));
}

function scoreOf(head: Head, words: readonly string[]): number {
  const description = wordsOf(head.description);
  const scores = words.map((word) =>
    Math.max(
      head.toolId === word ? weights.id : 0,
      best(head.toolId.split('-'), word) * weights.idWord,
      best(head.tags, word) * weights.tag,
      best(description, word) * weights.description,
    ),
  );
  if (scores.includes(0)) return 0;
  const sum = scores.reduce((total, score) => total + score, 0);
  return head.deprecated === null ? sum : sum * weights.deprecated;
}

/** 1 for the word itself, less for a word that begins with it or holds it. */
function best(candidates: readonly string[], word: string): number {
  return Math.max(
    0,
    ...candidates.map((candidate) => {
      if (candidate === word) return 1;
      if (candidate.startsWith(word)) return 0.75;
      return word.length >= 3 && candidate.includes(word) ? 0.5 : 0;
    }),
  );
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '');
}
