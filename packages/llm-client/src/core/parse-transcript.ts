import type { z } from 'zod';
import { LlmError } from '../errors.ts';
import { quote } from './quote.ts';
import { requestKey } from './request-key.ts';
import type { Transcript, TranscriptEntry } from './transcript-schema.ts';
import { transcriptHeaderSchema, transcriptLineSchema, transcriptSchema } from './transcript-schema.ts';

/** Reads the text of a transcript file. Throws `TRANSCRIPT_INVALID` with the line that is wrong. */
export function parseTranscript(text: string): Transcript {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = '', ...rest] = lines;
  const header = readLine(first, 1, transcriptHeaderSchema);
  const entries: TranscriptEntry[] = [];
  let open: Partial<TranscriptEntry> & { chunks: TranscriptEntry['chunks'] } = { chunks: [] };

  for (const [index, lineText] of rest.entries()) {
    const number = index + 2;
    const line = readLine(lineText, number, transcriptLineSchema);
    if (line.k === 'request' && !open.request) {
      if (requestKey(line.body) !== line.key) throw invalid(number, 'the key is not the hash of the request');
      open.request = line;
    } else if (line.k === 'meta' && open.request && !open.meta) open.meta = line;
    else if (line.k === 'chunk' && open.meta) open.chunks.push(line);
    else if (line.k === 'end' && open.request && open.meta) {
      entries.push({ request: open.request, meta: open.meta, chunks: open.chunks, end: line });
      open = { chunks: [] };
    } else throw invalid(number, `a line "${line.k}" has no place here; a call is request, meta, chunks, end`);
  }
  if (open.request) throw invalid(lines.length, 'the last call has no end');
  return checkTranscript({ header, entries });
}

/** The transcript, checked as a whole. Throws `TRANSCRIPT_INVALID`. */
export function checkTranscript(transcript: Transcript): Transcript {
  const parsed = transcriptSchema.safeParse(transcript);
  if (parsed.success) return parsed.data;
  throw new LlmError(
    'TRANSCRIPT_INVALID',
    `The transcript is not valid: ${issues(parsed.error)}. Record or author it again.`,
    { cause: parsed.error },
  );
}

/** The text of a transcript file: one JSON document per line, each line ended by LF. */
export function formatTranscript(transcript: Transcript): string {
  const { header, entries } = checkTranscript(transcript);
  const lines = [header, ...entries.flatMap(({ request, meta, chunks, end }) => [request, meta, ...chunks, end])];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function readLine<Schema extends z.ZodType>(text: string, number: number, schema: Schema): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(number, `it is no JSON: ${quote(text)}`, error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(number, issues(parsed.error), parsed.error);
  return parsed.data;
}

function issues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`)
    .join('; ');
}

function invalid(number: number, why: string, cause?: unknown): LlmError {
  return new LlmError(
    'TRANSCRIPT_INVALID',
    `Line ${number} of the transcript is not valid: ${why}. Record or author it again.`,
    { cause },
  );
}
