import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The key of a task's one lasting effect: SHA-256 (hex) over goal, kind of effect, task id and normalised text. */
export function idempotencyKey(goal: string, task: { readonly id: string; readonly claim: string }): string {
  const intent = { goal, kind: 'commit', task: task.id, claim: task.claim.normalize('NFC').trim() };
  return createHash('sha256').update(canonicalJson(intent)).digest('hex');
}
