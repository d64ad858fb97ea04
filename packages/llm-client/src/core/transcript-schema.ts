import { z } from 'zod';

const key = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const origin = z.enum(['authored', 'recorded']);
const milliseconds = z.int().min(0).max(86_400_000);

/** First line of a transcript file: format version and what the file is. */
export const transcriptHeaderSchema = z.strictObject({
  k: z.literal('transcript'),
  formatVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  title: z.string().min(1).max(200),
  /** `authored`: a person wrote the answers. `recorded`: a server gave them. */
  origin,
  /** The wish that the transcript answers, where it belongs to one. */
  goal: z.string().min(1).optional(),
  model: z.string().min(1),
});

const requestLineSchema = z.strictObject({ k: z.literal('request'), key, body: z.looseObject({ model: z.string() }) });
const metaLineSchema = z.strictObject({
  k: z.literal('meta'),
  origin,
  modelDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  serverVersion: z.string().nullable(),
  contextLength: z.int().positive().nullable(),
});
const chunkLineSchema = z.strictObject({
  k: z.literal('chunk'),
  t: milliseconds,
  raw: z.record(z.string(), z.unknown()),
});
const endLineSchema = z.strictObject({
  k: z.literal('end'),
  t: milliseconds,
  /** `done` final line came · `close` clean close without it · `reset` connection broke · `error` the server said so. */
  kind: z.enum(['done', 'close', 'reset', 'error']),
  status: z.int().min(100).max(599),
  /** Body of an answer that is no success. */
  body: z.string().optional(),
});

/** Any line of a transcript after the first; a call is request, meta, chunks, end. */
export const transcriptLineSchema = z.discriminatedUnion('k', [
  requestLineSchema,
  metaLineSchema,
  chunkLineSchema,
  endLineSchema,
]);

/** One call of a transcript. */
export const transcriptEntrySchema = z.strictObject({
  request: requestLineSchema,
  meta: metaLineSchema,
  chunks: z.array(chunkLineSchema),
  end: endLineSchema,
});

/** A whole transcript, as data. In the file it is one JSON line per part, see `formatTranscript`. */
export const transcriptSchema = z
  .strictObject({ header: transcriptHeaderSchema, entries: z.array(transcriptEntrySchema) })
  .superRefine(({ header, entries }, context) => {
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      const report = (message: string): void => context.addIssue({ code: 'custom', path: ['entries', index], message });
      if (entry.meta.origin !== header.origin) report(`its origin ${entry.meta.origin} differs from the header's`);
      if (entry.meta.origin === 'authored' && entry.meta.modelDigest !== null)
        report('an authored answer has no model digest');
      if (seen.has(entry.request.key)) report('a second answer to one request');
      seen.add(entry.request.key);
    }
  });

export type TranscriptHeader = z.infer<typeof transcriptHeaderSchema>;
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>;
export type Transcript = z.infer<typeof transcriptSchema>;
