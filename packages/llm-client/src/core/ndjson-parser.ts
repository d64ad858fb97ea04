import { LlmError } from '../errors.ts';
import { quote } from './quote.ts';

/** Takes bytes in any pieces, gives the objects of complete lines in order. */
export interface NdjsonParser {
  /** Yields the objects that the bytes complete; throws after those that came before a bad line. */
  push(bytes: Uint8Array): Generator<Record<string, unknown>>;
  /** Yields the object of a last line without line end. */
  finish(): Generator<Record<string, unknown>>;
}

/**
 * A strict newline-delimited JSON parser. A line that is no UTF-8, no JSON or no object is `PROTOCOL_VIOLATION`; a
 * line above `maxLineBytes` is `RESPONSE_TOO_LARGE`. Blank lines and CRLF are allowed.
 */
export function createNdjsonParser(maxLineBytes: number): NdjsonParser {
  let pieces: Uint8Array[] = [];
  let pendingBytes = 0;
  let lineNumber = 0;

  function keep(piece: Uint8Array): void {
    pendingBytes += piece.length;
    if (pendingBytes > maxLineBytes) {
      throw new LlmError(
        'RESPONSE_TOO_LARGE',
        `Line ${lineNumber + 1} of the stream is longer than ${maxLineBytes} bytes; the call was ended.`,
      );
    }
    // A copy: the caller may reuse its buffer before the line is complete.
    pieces.push(piece.slice());
  }

  function* completeLine(): Generator<Record<string, unknown>> {
    const line = pieces.length === 1 && pieces[0] ? pieces[0] : concatenate(pieces, pendingBytes);
    pieces = [];
    pendingBytes = 0;
    lineNumber += 1;
    const value = parseLine(line, lineNumber);
    if (value !== undefined) yield value;
  }

  return {
    *push(bytes) {
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        keep(bytes.subarray(start, end));
        start = end + 1;
        yield* completeLine();
      }
      if (start < bytes.length) keep(bytes.subarray(start));
    },
    *finish() {
      if (pendingBytes > 0) yield* completeLine();
    },
  };
}

function parseLine(line: Uint8Array, lineNumber: number): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
  } catch (error) {
    throw new LlmError('PROTOCOL_VIOLATION', `Line ${lineNumber} of the stream is not UTF-8; the answer is not used.`, {
      cause: error,
    });
  }
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw badLine(lineNumber, text, error);
  }
  throw badLine(lineNumber, text);
}

function badLine(lineNumber: number, text: string, cause?: unknown): LlmError {
  return new LlmError(
    'PROTOCOL_VIOLATION',
    `Line ${lineNumber} of the stream is no JSON object: ${quote(text)}. The answer is not used; check what stands between this client and the server.`,
    { cause },
  );
}

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
