import { createHash } from 'node:crypto';
import type { SandboxPolicy } from './policy-schema.ts';

/** `sha256:<hex>` of the policy as JSON with sorted keys: equal policies give equal hashes, defaults included. */
export function hashPolicy(policy: SandboxPolicy): string {
  return `sha256:${createHash('sha256').update(sortedJson(policy)).digest('hex')}`;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}
