import { z } from 'zod';

/** An answer that a thrown model error still carries; its text is untrusted. */
export interface BrokenAnswer {
  readonly text: string;
  readonly message: string;
}

const brokenAnswerSchema = z.looseObject({
  code: z.enum(['OUTPUT_TRUNCATED', 'EMPTY_OUTPUT', 'OUTPUT_LOOP']),
  message: z.string(),
  details: z.looseObject({ partialText: z.string().optional() }).optional(),
});

const failedAttemptsSchema = z.looseObject({
  details: z.looseObject({
    attempts: z.array(z.looseObject({ text: z.string(), problems: z.array(z.string()).optional() })),
  }),
});

/** The answer when the model answered badly, so that asking again makes sense; `null` for every other error. */
export function readBrokenAnswer(error: unknown): BrokenAnswer | null {
  const parsed = brokenAnswerSchema.safeParse(error);
  return parsed.success ? { text: parsed.data.details?.partialText ?? '', message: parsed.data.message } : null;
}

/** The answers that a structured call refused before it gave up; none when the error does not say. */
export function readFailedAttempts(error: unknown): readonly BrokenAnswer[] {
  const parsed = failedAttemptsSchema.safeParse(error);
  if (!parsed.success) return [];
  return parsed.data.details.attempts.map(({ text, problems }) => ({ text, message: (problems ?? []).join('; ') }));
}
