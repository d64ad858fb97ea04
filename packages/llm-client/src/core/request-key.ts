import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/**
 * `sha256:<hex>` over the canonical JSON of key version, endpoint and body. The body holds all that decides the
 * answer; host, keep-alive, stream flag, headers, limits and signal are no part of it.
 */
export function requestKey(body: unknown): string {
  const text = canonicalJson({ keyVersion: 1, endpoint: '/api/chat', body });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
