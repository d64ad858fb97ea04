import { setTimeout as sleep } from 'node:timers/promises';
import { createNdjsonParser } from './core/ndjson-parser.ts';
import { quote } from './core/quote.ts';
import { errorFromText } from './core/reply-error.ts';
import type { StreamLine } from './core/stream-line-schema.ts';
import { streamLineSchema } from './core/stream-line-schema.ts';
import { LlmError } from './errors.ts';

/** What the check needs to know about the call. */
export interface LineCheckOptions {
  readonly url: string;
  readonly model: string;
  readonly maxLineBytes: number;
  /** Sees every well-formed object, error lines included, before anything is made of it. */
  readonly onLine: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Turns bytes into the lines of a chat stream and refuses everything else: bad lines, error lines, lines after the
 * final one, and an end without a final line. The final line is given out once the stream has ended, or has stayed
 * silent for a second after it.
 */
export async function* checkedLines(
  bytes: AsyncIterable<Uint8Array>,
  options: LineCheckOptions,
): AsyncGenerator<StreamLine> {
  const parser = createNdjsonParser(options.maxLineBytes);
  let final: StreamLine | undefined;

  function accept(value: Record<string, unknown>): StreamLine | undefined {
    options.onLine(value);
    if (final) {
      throw new LlmError(
        'PROTOCOL_VIOLATION',
        `${options.url} sent more lines after the final one; the answer is not used.`,
      );
    }
    if ('error' in value) {
      const text = typeof value['error'] === 'string' ? value['error'] : JSON.stringify(value['error']);
      throw errorFromText(text, { url: options.url, model: options.model, status: 200 });
    }
    const line = streamLineSchema.safeParse(value);
    if (!line.success) {
      throw new LlmError(
        'PROTOCOL_VIOLATION',
        `${options.url} sent a line that is no part of a chat stream: ${quote(JSON.stringify(value))}. Check that the host is an Ollama server.`,
        { cause: line.error },
      );
    }
    if (!line.data.done) return line.data;
    final = line.data;
    return undefined;
  }

  const pieces = bytes[Symbol.asyncIterator]();
  for (;;) {
    const next = await (final ? orSettled(pieces.next()) : pieces.next());
    if (next.done) break;
    for (const value of parser.push(next.value)) {
      const line = accept(value);
      if (line) yield line;
    }
  }
  for (const value of parser.finish()) {
    const line = accept(value);
    if (line) yield line;
  }
  if (!final) {
    throw new LlmError(
      'STREAM_INCOMPLETE',
      `${options.url} closed the stream without its final line; the answer may lack its end. Try again.`,
    );
  }
  yield final;
}

const settleMs = 1000;

async function orSettled(next: Promise<IteratorResult<Uint8Array>>): Promise<IteratorResult<Uint8Array>> {
  const settled = new AbortController();
  // The piece that is no longer waited for fails when the connection is closed; nobody needs to hear of it.
  next.catch(() => undefined);
  const silence = sleep(settleMs, { done: true, value: undefined } as const, { signal: settled.signal });
  silence.catch(() => undefined);
  try {
    return await Promise.race([next, silence]);
  } finally {
    settled.abort();
  }
}
