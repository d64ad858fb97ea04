import type { Language } from '../spec-schema.ts';
import { prompt, type PromptMessage } from './prompt.ts';

const answer = JSON.stringify({
  analysis: 'Split at spaces, drop empty parts, count the rest. Nothing can go wrong because every text is allowed.',
  capabilities: [],
  description: 'Counts the words of a text. A word is a run of characters without white space.',
  determinism: 'pure',
  failures: [],
  name: 'count_words',
  params: [{ name: 'text', note: 'any text, may be empty', required: true, type: 'string' }],
  properties: [{ kind: 'bounds', statement: 'the result is at least 0 and at most the length of the text' }],
  returns: [{ name: '$', note: 'number of words', type: 'integer' }],
});

/** First request: the contract of one function that reaches the goal, without examples. */
export function signaturePrompt(goal: string, language: Language): readonly PromptMessage[] {
  return prompt(`Write the contract of ONE ${language === 'typescript' ? 'TypeScript' : 'Python'} function that reaches this goal.

GOAL
${goal.trim()}
END OF GOAL

Rules:
- types: string, integer, number, boolean, object, or one of these with [] for a list
- returns: one row named "$" for a plain value, or one row for each field of an object
- determinism: "pure" if the result depends on the arguments alone (then capabilities is []), "seeded" if it uses "random", "external" if it needs another capability
- failures: every way a call can fail, each with its own code; [] if it never fails
- properties: what a test can check for every valid input; kind "custom" if no other kind fits
- keep it small: no parameter that the goal does not need

A good answer for another goal, "count the words of a text":
${answer}`);
}
