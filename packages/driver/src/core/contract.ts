import type { Contract } from './goal-schema.ts';

/** True when somebody other than the proposer ratified the contract. Spelling variants of a name are the same name. */
export function isRatified(contract: Contract | null | undefined): boolean {
  const ratifier = normaliseIdentity(contract?.ratified_by);
  return ratifier !== '' && ratifier !== normaliseIdentity(contract?.proposed_by);
}

/** True for two spellings of one name. */
export function sameIdentity(left: string, right: string): boolean {
  return normaliseIdentity(left) === normaliseIdentity(right);
}

function normaliseIdentity(name: string | null | undefined): string {
  return (name ?? '')
    .normalize('NFKC')
    .replaceAll(/[\p{White_Space}\p{Cf}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** The changed paths that the contract declares immutable, by exact path or by folder. */
export function findImmutableTouched(paths: readonly string[], immutable: readonly string[]): string[] {
  const guarded = immutable.map((path) => path.replace(/^\.\//, '').replace(/\/+$/, '')).filter((path) => path !== '');
  return paths.filter((path) => guarded.some((guard) => path === guard || path.startsWith(`${guard}/`)));
}
