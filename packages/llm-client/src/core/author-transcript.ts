import { canonicalBody } from './canonical-body.ts';
import { requestKey } from './request-key.ts';
import type { Transcript, TranscriptEntry, TranscriptHeader } from './transcript-schema.ts';
import type { WireChatRequest } from './wire-request.ts';

/** One request with the answer that a person wrote for it. */
export interface AuthoredExchange {
  readonly request: WireChatRequest;
  readonly replyText: string;
  readonly thinking?: string;
}

/** What the header of an authored transcript still needs. */
export type AuthoredHeader = Pick<TranscriptHeader, 'name' | 'title' | 'model' | 'goal'>;

const pieceMs = 12;
const firstPieceMs = 240;

/**
 * A transcript of answers that no model wrote. It says so in its header and in every entry, carries no model digest
 * and no metrics: there is nothing that was measured. Times only pace a replay.
 */
export function authorTranscript(header: AuthoredHeader, exchanges: readonly AuthoredExchange[]): Transcript {
  return {
    header: { k: 'transcript', formatVersion: 1, ...header, origin: 'authored' },
    entries: exchanges.map(authorEntry),
  };
}

function authorEntry({ request, replyText, thinking = '' }: AuthoredExchange): TranscriptEntry {
  const messages = [
    ...pieces(thinking).map((piece) => ({ role: 'assistant', content: '', thinking: piece })),
    ...pieces(replyText).map((piece) => ({ role: 'assistant', content: piece })),
    { role: 'assistant', content: '' },
  ];
  const chunks = messages.map((message, index) => ({
    k: 'chunk' as const,
    t: firstPieceMs + index * pieceMs,
    raw: {
      model: request.model,
      created_at: '1970-01-01T00:00:00Z',
      message,
      ...(index === messages.length - 1 ? { done: true, done_reason: 'stop' } : { done: false }),
    },
  }));
  return {
    request: {
      k: 'request',
      key: requestKey(request),
      body: canonicalBody(request),
    },
    meta: { k: 'meta', origin: 'authored', modelDigest: null, serverVersion: null, contextLength: null },
    chunks,
    end: { k: 'end', t: chunks.at(-1)?.t ?? 0, kind: 'done', status: 200 },
  };
}

// Word by word, as a server streams; line ends are LF as in the request key.
function pieces(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').match(/\s*\S{1,12}|\s+$/gu) ?? [];
}
