import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { writeState } from './write-state.ts';

/** What was kept of one output stream. */
export interface CapturedStream {
  readonly bytes: number;
  /** SHA-256 (hex) of the whole stream, kept or not. */
  readonly sha256: string;
  /** The last bytes of the stream, at most `tailBytes`. */
  readonly tail: Buffer;
  /** Everything, or beginning and end around a note of what is missing. */
  readonly retained: () => Buffer;
}

export interface OutputCapture {
  /** Throws `STATE_WRITE_FAILED` when the file could not be written on the way. */
  finish(): CapturedStream;
}

const tailBytes = 65_536;

/** Streams output into a file of at most `limitBytes`; no file when there is no output. Memory stays bounded. */
export function captureOutput(stream: Readable, path: string, limitBytes: number): OutputCapture {
  const hash = createHash('sha256');
  const tail: Buffer[] = [];
  let tailLength = 0;
  let total = 0;
  let written = 0;
  let descriptor: number | undefined;
  let failure: Error | undefined;
  const keep = (part: Buffer): void => {
    if (part.length === 0 || failure !== undefined) return;
    try {
      const open = (descriptor ??= openSync(path, 'w'));
      for (let done = 0; done < part.length;) done += writeSync(open, part, done);
      written += part.length;
    } catch (cause) {
      failure = cause instanceof Error ? cause : new Error(String(cause));
    }
  };
  stream.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    total += chunk.length;
    keep(chunk.subarray(0, limitBytes - written));
    tail.push(chunk);
    tailLength += chunk.length;
    while (tailLength - (tail[0]?.length ?? 0) >= tailBytes) tailLength -= tail.shift()?.length ?? 0;
  });
  return {
    finish() {
      if (descriptor !== undefined) closeSync(descriptor);
      writeState(path, () => {
        if (failure !== undefined) throw failure;
      });
      const end = Buffer.concat(tail).subarray(-tailBytes);
      const sha256 = hash.digest('hex');
      const kept = { path, total, written, sha256, end };
      return { bytes: total, sha256, tail: end, retained: () => retain(kept) };
    },
  };
}

function retain(kept: { path: string; total: number; written: number; sha256: string; end: Buffer }): Buffer {
  if (kept.total === 0) return Buffer.alloc(0);
  const head = readFileSync(kept.path);
  if (kept.total === kept.written) return head;
  const missing = kept.total - kept.written - kept.end.length;
  if (missing <= 0) return Buffer.concat([head, kept.end.subarray(kept.end.length - (kept.total - kept.written))]);
  const note = `\n[${missing} bytes not kept; SHA-256 of the whole stream ${kept.sha256}]\n`;
  return Buffer.concat([head, Buffer.from(note), kept.end]);
}
