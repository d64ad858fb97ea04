import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { aborted } from './connection-errors.ts';
import { transcriptMiss } from './core/describe-miss.ts';
import type { Transcript, TranscriptEntry } from './core/transcript-schema.ts';
import { LlmError } from './errors.ts';
import type { Transport } from './transport.ts';

/** `instant`: as fast as it can be read. `recorded`: at the pace of the stored times. */
export type ReplayTiming = 'instant' | 'recorded';

/** A transport that answers from a transcript, byte for byte through the code that reads a server. */
export function createReplayTransport(transcript: Transcript, timing: ReplayTiming): Transport {
  const url = `transcript:${transcript.header.name}`;
  const entries = new Map(transcript.entries.map((entry) => [entry.request.key, entry]));

  return {
    url,
    identify(body, key) {
      const meta = entries.get(key)?.meta;
      if (!meta) return Promise.reject(transcriptMiss(transcript, key, body));
      return Promise.resolve({
        origin: meta.origin,
        transport: 'replay',
        modelDigest: meta.modelDigest,
        serverVersion: meta.serverVersion,
        contextLength: meta.contextLength,
      });
    },
    open({ key, signal }) {
      const entry = entries.get(key);
      if (!entry) return Promise.reject(transcriptMiss(transcript, key, {}));
      let elapsedMs = 0;
      let isClosed = false;
      const body = replayBody(entry, timing, url, {
        signal,
        isClosed: () => isClosed,
        reached: (time) => {
          elapsedMs = time;
        },
      });
      return Promise.resolve({
        status: entry.end.status,
        body,
        elapsedMs: () => elapsedMs,
        close: () => {
          isClosed = true;
        },
      });
    },
  };
}

interface Playback {
  readonly signal: AbortSignal;
  readonly isClosed: () => boolean;
  readonly reached: (timeMs: number) => void;
}

async function* replayBody(
  entry: TranscriptEntry,
  timing: ReplayTiming,
  url: string,
  playback: Playback,
): AsyncGenerator<Uint8Array> {
  const startedAt = performance.now();
  const encoder = new TextEncoder();

  async function reach(timeMs: number): Promise<void> {
    const waitMs = timeMs - (performance.now() - startedAt);
    // Also at full speed each piece takes a turn of the event loop, so that an abort can come between two.
    if (timing === 'instant' || waitMs <= 0) await nextTurn();
    else await sleep(waitMs, undefined, { signal: playback.signal }).catch(() => undefined);
    if (playback.signal.aborted) throw aborted(playback.signal);
    playback.reached(timeMs);
  }

  for (const chunk of entry.chunks) {
    await reach(chunk.t);
    if (playback.isClosed()) return;
    yield encoder.encode(`${JSON.stringify(chunk.raw)}\n`);
  }
  await reach(entry.end.t);
  if (entry.end.kind === 'reset') {
    throw new LlmError('CONNECTION_LOST', `The connection recorded in ${url} broke at this point.`);
  }
  if (entry.end.body !== undefined) yield encoder.encode(entry.end.body);
}
