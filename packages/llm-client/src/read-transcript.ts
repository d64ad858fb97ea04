import { readFile } from 'node:fs/promises';
import { parseTranscript } from './core/parse-transcript.ts';
import { quote } from './core/quote.ts';
import type { Transcript } from './core/transcript-schema.ts';
import { LlmError } from './errors.ts';

/** Reads a transcript file. Throws `TRANSCRIPT_INVALID`, also when the file cannot be read. */
export async function readTranscript(path: string): Promise<Transcript> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new LlmError(
      'TRANSCRIPT_INVALID',
      `The transcript file ${quote(path)} cannot be read. Check the path and its permissions.`,
      { cause: error },
    );
  }
  return parseTranscript(text);
}
