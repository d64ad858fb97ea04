import type { Readable } from 'node:stream';

/** Standard output and error of one run under a common cap. */
export interface OutputCollector {
  readonly isCapped: () => boolean;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** Reads both streams to their ends, keeps `capBytes` in all and calls `onCap` once when that many have come. */
export function collectOutput(
  streams: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  capBytes: number,
  onCap: () => void,
): OutputCollector {
  let remaining = capBytes;
  const gather = (stream: Readable | null): (() => string) => {
    const chunks: Buffer[] = [];
    stream?.on('data', (chunk: Buffer) => {
      // Reading goes on after the cap: a payload blocked on a full pipe would never be seen to end.
      if (remaining === 0) return;
      const kept = chunk.subarray(0, remaining);
      chunks.push(kept);
      remaining -= kept.length;
      if (remaining === 0) onCap();
    });
    return () => Buffer.concat(chunks).toString('utf8');
  };
  return { isCapped: () => remaining === 0, stdout: gather(streams.stdout), stderr: gather(streams.stderr) };
}
