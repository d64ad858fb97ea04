import type { AuthoredHeader } from './core/author-transcript.ts';
import { checkTranscript } from './core/parse-transcript.ts';
import type { Transcript, TranscriptEntry } from './core/transcript-schema.ts';

/** Collects the calls of a client into a transcript. */
export interface TranscriptRecorder {
  /** Takes one finished call; a later answer to the same request replaces the earlier. */
  add(entry: TranscriptEntry): void;
  transcript(): Transcript;
}

/**
 * A recorder. `origin` is `recorded` unless the server behind the client was a stand-in with written answers: say
 * `authored` then, and model digest and server version are left out.
 */
export function createTranscriptRecorder(
  header: AuthoredHeader,
  origin: 'recorded' | 'authored' = 'recorded',
): TranscriptRecorder {
  const entries = new Map<string, TranscriptEntry>();
  return {
    add(entry) {
      const source =
        origin === 'recorded'
          ? { ...entry.meta, origin }
          : { ...entry.meta, origin, modelDigest: null, serverVersion: null };
      entries.set(entry.request.key, { ...entry, meta: source });
    },
    transcript: () =>
      checkTranscript({
        header: { k: 'transcript', formatVersion: 1, ...header, origin },
        entries: [...entries.values()],
      }),
  };
}
