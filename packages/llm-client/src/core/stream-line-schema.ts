import { z } from 'zod';

const count = z.number().nonnegative().optional();

/** One line of a chat stream. Tolerant: fields of newer servers pass through. */
export const streamLineSchema = z.looseObject({
  model: z.string(),
  message: z.looseObject({ content: z.string().default(''), thinking: z.string().default('') }).optional(),
  done: z.boolean(),
  done_reason: z.string().optional(),
  total_duration: count,
  load_duration: count,
  prompt_eval_count: count,
  prompt_eval_duration: count,
  eval_count: count,
  eval_duration: count,
});

/** One line of a chat stream. */
export type StreamLine = z.infer<typeof streamLineSchema>;

/** The final line's metrics under names with units. The server leaves zeros out, so may this. */
export function readMetrics(line: StreamLine): Readonly<Record<string, number>> {
  const metrics = {
    totalDurationNs: line.total_duration,
    loadDurationNs: line.load_duration,
    promptTokens: line.prompt_eval_count,
    promptDurationNs: line.prompt_eval_duration,
    answerTokens: line.eval_count,
    answerDurationNs: line.eval_duration,
  };
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
