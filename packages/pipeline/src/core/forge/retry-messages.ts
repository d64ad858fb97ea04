import { prompt, type PromptMessage } from './prompt.ts';

const longestQuote = 6000;

/**
 * Messages after an unusable reply: the second attempt answers to its own reply and the problem, the third starts fresh
 * with only the problem, because a small model repeats what stands in its history.
 */
export function retryMessages(
  first: readonly PromptMessage[],
  nextAttempt: number,
  reply: string,
  problem: string,
): readonly PromptMessage[] {
  const task = first.at(-1)?.content ?? '';
  if (nextAttempt > 2) return prompt(`${task}\n\nAn earlier answer was refused: ${problem}`);
  return [
    ...first,
    { role: 'assistant', content: reply.slice(0, longestQuote) },
    { role: 'user', content: `That answer cannot be used: ${problem}\nAnswer again, in the form that was asked for.` },
  ];
}
