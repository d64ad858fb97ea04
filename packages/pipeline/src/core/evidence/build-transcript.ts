import canonicalize from 'canonicalize';
import type { ForgeReply } from '../forge/forge-draft.ts';
import type { ForgeRequest } from '../forge/forge-request-schema.ts';
import { sha256Hex } from './sha256-hex.ts';

/** The transcript of one forge: its request and every reply, used or not, with full prompt and raw text. */
export interface ForgeTranscript {
  /** Canonical JSON (RFC 8785), UTF-8, no line end: the bytes to store. */
  readonly content: string;
  readonly sha256: string;
}

/** The same request and replies always give the same bytes. */
export function buildTranscript(request: ForgeRequest, replies: readonly ForgeReply[]): ForgeTranscript {
  const content = canonicalize({ formatVersion: 1, kind: 'forge-transcript', request, replies }) ?? '';
  return { content, sha256: sha256Hex(content) };
}
