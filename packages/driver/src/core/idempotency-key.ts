import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The key of a task's one lasting effect: SHA-256 (hex) over goal, kind of effect, task id and normalised text. */
export function idempotencyKey(
  goal: string,
  task: { readonly id: string; readonly claim: string },
  kind: 'commit' | 'proposal' = 'commit',
): string {
  const intent = { goal, kind, task: task.id, claim: task.claim.normalize('NFC').trim() };
  return createHash('sha256').update(canonicalJson(intent)).digest('hex');
}

/** The ref that exists once the effect with this key has happened; creating it twice is what git refuses. */
export function effectRef(key: string): string {
  return `refs/machinist/effects/${key}`;
}
