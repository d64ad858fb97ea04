import { z } from 'zod';

const count = z.int().min(0).max(1_000_000_000_000);

/** One line of the file in which a worker says what its model calls took; a line per call or one for all. */
export const usageLineSchema = z.strictObject({
  formatVersion: z.literal(1),
  input_tokens: count,
  output_tokens: count,
  cost_usd: z.number().min(0).max(1_000_000).optional(),
  model: z.string().max(200).optional(),
});

/** What an attempt used, by the worker's own account. */
export interface Usage {
  readonly tokens: number;
  /** Millionths of a dollar, rounded up; null when no line names a cost. */
  readonly costMicroUsd: number | null;
}

/** Reads a usage file's text, one JSON object a line; a text says what is wrong with it. */
export function parseUsage(text: string): Usage | string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return 'it is empty';
  let tokens = 0;
  let cost = 0;
  let named = false;
  for (const [index, line] of lines.entries()) {
    const usage = readLine(line);
    if (usage === undefined) return `line ${index + 1} is not a usage report`;
    tokens += usage.input_tokens + usage.output_tokens;
    cost += Math.ceil((usage.cost_usd ?? 0) * 1_000_000);
    named ||= usage.cost_usd !== undefined;
  }
  if (!Number.isSafeInteger(tokens) || !Number.isSafeInteger(cost)) return 'its sums are out of range';
  return { tokens, costMicroUsd: named ? cost : null };
}

function readLine(line: string): z.infer<typeof usageLineSchema> | undefined {
  try {
    return usageLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
