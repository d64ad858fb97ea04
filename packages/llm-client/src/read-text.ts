import { LlmError } from './errors.ts';

/** Collects a body as text. Above `maxBytes` it stops reading: with an error, or cut when `overflow` is `cut`. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  overflow: 'error' | 'cut',
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) {
      if (overflow === 'cut') break;
      throw new LlmError(
        'RESPONSE_TOO_LARGE',
        `The server's answer is longer than ${maxBytes} bytes; the call was ended.`,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
