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
 * final one, and an end without a final line. The final line is given out only once the stream has ended.
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

  for await (const piece of bytes) {
    for (const value of parser.push(piece)) {
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
