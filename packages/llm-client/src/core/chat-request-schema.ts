import { z } from 'zod';
import { LlmError } from '../errors.ts';

const tokenCount = z.int().min(1).max(10_000_000);

/** What a caller asks. Strict: an option in the wrong place would have no effect on the server. */
export const chatRequestSchema = z.strictObject({
  model: z.string().regex(/^[\w.:/-]{1,200}$/),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .min(1)
    .readonly(),
  options: z.strictObject({
    temperature: z.number().min(0).max(2),
    seed: z.int().min(0).max(2_147_483_647),
    /** Context window in tokens; a change makes the server reload the model. */
    numCtx: tokenCount,
    /** Most tokens to generate. Always set: the server's own default is endless. */
    numPredict: tokenCount,
    topK: z.int().min(0).max(1000).optional(),
    topP: z.number().min(0).max(1).optional(),
    repeatPenalty: z.number().min(0).max(2).optional(),
  }),
  /** Left out: true for models known to think always, else false. */
  think: z.union([z.boolean(), z.enum(['low', 'medium', 'high'])]).optional(),
});

/** What a caller asks of a model. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  readonly options: {
    readonly temperature: number;
    readonly seed: number;
    /** Context window in tokens. */
    readonly numCtx: number;
    /** Most tokens to generate. */
    readonly numPredict: number;
    readonly topK?: number | undefined;
    readonly topP?: number | undefined;
    readonly repeatPenalty?: number | undefined;
  };
  /** Left out: true for models known to think always, else false. */
  readonly think?: boolean | 'low' | 'medium' | 'high' | undefined;
}

/** The request, checked. Throws `INVALID_REQUEST` with the paths that are wrong. */
export function parseChatRequest(request: unknown): ChatRequest {
  const parsed = chatRequestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new LlmError('INVALID_REQUEST', `The chat request is not valid: ${problems.join('; ')}.`, {
    cause: parsed.error,
  });
}
