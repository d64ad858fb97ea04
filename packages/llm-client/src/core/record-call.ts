import type { LlmErrorCode } from '../errors.ts';
import { canonicalBody } from './canonical-body.ts';
import type { TranscriptEntry } from './transcript-schema.ts';
import type { WireChatRequest } from './wire-request.ts';

/** Listens to one call. */
export interface CallTap {
  line(raw: Readonly<Record<string, unknown>>, elapsedMs: number): void;
  httpError(status: number, body: string, elapsedMs: number): void;
  /** `code` is null for an answer that passed all checks. */
  end(code: LlmErrorCode | null, elapsedMs: number): void;
}

/** What is recorded about the answering side. */
export type RecordedMeta = Omit<TranscriptEntry['meta'], 'k'>;

/**
 * A tap that gives `emit` one transcript entry when the call is over. Calls that this side ended (abort, limit, loop)
 * and answers that were no protocol give none: a replay could not repeat them truthfully.
 */
export function createCallTap(
  body: WireChatRequest,
  key: string,
  meta: RecordedMeta,
  emit: (entry: TranscriptEntry) => void,
): CallTap {
  const chunks: TranscriptEntry['chunks'] = [];
  let failed: { status: number; body: string } | undefined;

  return {
    line(raw, elapsedMs) {
      chunks.push({ k: 'chunk', t: Math.round(elapsedMs), raw: { ...raw } });
    },
    httpError(status, text) {
      failed = { status, body: text };
    },
    end(code, elapsedMs) {
      const kind = endKind(code, chunks.at(-1)?.raw, failed !== undefined);
      if (kind === null) return;
      emit({
        request: { k: 'request', key, body: canonicalBody(body) },
        meta: { k: 'meta', ...meta },
        chunks,
        end: {
          k: 'end',
          t: Math.round(elapsedMs),
          kind,
          status: failed?.status ?? 200,
          ...(failed ? { body: failed.body } : {}),
        },
      });
    },
  };
}

function endKind(
  code: LlmErrorCode | null,
  last: Readonly<Record<string, unknown>> | undefined,
  isHttpError: boolean,
): TranscriptEntry['end']['kind'] | null {
  if (isHttpError || (last && 'error' in last)) return 'error';
  if (code === 'PROTOCOL_VIOLATION') return null;
  if (last?.['done'] === true) return 'done';
  if (code === 'STREAM_INCOMPLETE') return 'close';
  return code === 'CONNECTION_LOST' ? 'reset' : null;
}
