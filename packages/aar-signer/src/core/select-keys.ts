import { escapeForeign } from './escape-foreign.ts';
import type { AssertionKey, AssertionKeys } from './read-did-document.ts';
import { refuse, type Refusal } from './refusal-code.ts';

/** A key that may have signed at the time in question. */
export type EligibleKey = Extract<AssertionKey, { ok: true }>;

/** The keys in force at `at` (nanoseconds since 1970), or the first reason why there is none. */
export function selectKeys(
  document: AssertionKeys,
  at: bigint,
): { readonly ok: true; readonly keys: readonly EligibleKey[] } | Refusal {
  const judged = document.keys.map((key) => (key.ok ? judge(key, at) : key));
  const keys = judged.filter((key) => key.ok);
  if (keys.length > 0) return { ok: true, keys };
  const refused = judged.find((key) => !key.ok);
  return refused ?? refuse('KEY_NOT_LISTED', `${escapeForeign(document.did)} lists no key under assertionMethod`);
}

function judge(key: EligibleKey, at: bigint): AssertionKey {
  if (key.revoked !== null && at >= key.revoked)
    return refuse('KEY_REVOKED', `${escapeForeign(key.id)} was revoked before that time`);
  if (key.expires !== null && at >= key.expires)
    return refuse('KEY_EXPIRED', `${escapeForeign(key.id)} had expired by that time`);
  return key;
}
